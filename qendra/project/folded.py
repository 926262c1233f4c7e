"""Templates in which whatever is the same for every page is drawn once, for each language.

A page of the desk says a hundred words that never change, leads to twenty addresses that never
change and shows thirty icons. Django looks each of them up again on every page. Here a template
is kept once for each language, and what stands in it as a constant is text in it: ``{% translate
"Search" %}``, ``{% url "desk:front" %}``, ``{% static "js/when.js" %}``, ``{% icon "phone" %}``.
What depends on anything else is Django's own node and drawn by Django.
"""

from __future__ import annotations

from typing import Any

from django.template import Context
from django.template.base import (
    FilterExpression,
    Node,
    NodeList,
    Template,
    TextNode,
    TokenType,
    Variable,
)
from django.template.defaulttags import CommentNode, CycleNode, IfChangedNode, IfNode, LoadNode
from django.template.defaulttags import URLNode as Url
from django.template.library import SimpleNode
from django.template.loader_tags import (
    BLOCK_CONTEXT_KEY,
    BlockContext,
    BlockNode,
    ExtendsNode,
    IncludeNode,
)
from django.template.loaders import cached
from django.templatetags.i18n import BlockTranslateNode, LanguageNode, TranslateNode
from django.templatetags.static import StaticNode
from django.urls import NoReverseMatch
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from qendra.project.templatetags.shown import icon, relative_time_words

# Our own tags that say the same for the same words in the same language.
_CONSTANT_TAGS = (icon, relative_time_words)
# These keep something for the template in which they stand, so that it is drawn by itself.
_OF_THEIR_TEMPLATE = (ExtendsNode, BlockNode, CycleNode, IfChangedNode)


class Loader(cached.Loader):
    """Finds templates and keeps them, one for each language."""

    def cache_key(self, template_name: str, skip: Any = None) -> str:  # noqa: ANN401  # as Django
        return f"{get_language()} {super().cache_key(template_name, skip)}"

    def get_template(self, template_name: str, skip: Any = None) -> Template:  # noqa: ANN401
        is_known = self.cache_key(template_name, skip) in self.get_template_cache
        template = super().get_template(template_name, skip)
        if not is_known:
            # Until it is put in place, another thread draws the same without it.
            context = Context()
            with context.bind_template(template):
                template.nodelist = _folded(template.nodelist, context)
        return template


class Extends(ExtendsNode):
    """``{% extends %}`` that looks only once which blocks a parent has."""

    def __init__(self, of: ExtendsNode) -> None:
        super().__init__(of.nodelist, of.parent_name, of.template_dirs)
        self.token, self.origin = of.token, of.origin
        self._blocks_of: dict[Template, dict[str, BlockNode]] = {}

    def render(self, context: Context) -> SafeString:
        parent: Any = self.get_parent(context)
        state: Any = context.render_context
        known = state.setdefault(BLOCK_CONTEXT_KEY, BlockContext())
        known.add_blocks(self.blocks)
        if parent not in self._blocks_of:
            self._blocks_of[parent] = _blocks_of_root(parent)
        known.add_blocks(self._blocks_of[parent])
        with state.push_state(parent, isolated_context=False):
            drawn: SafeString = parent.nodelist.render(context)
            return drawn


class Include(IncludeNode):
    """``{% include "name" %}`` that looks for its template once."""

    def __init__(self, of: IncludeNode) -> None:
        super().__init__(of.template, extra_context=of.extra_context)
        self.token, self.origin = of.token, of.origin
        self._found: Template | None = None
        self._is_apart = False

    def render(self, context: Context) -> SafeString:
        found = self._found or self._find(context)
        if self._is_apart:
            return super().render(context)
        values = {name: value.resolve(context) for name, value in self.extra_context.items()}
        with context.push(**values):
            return found.nodelist.render(context)

    def _find(self, context: Context) -> Template:
        of: Any = context.template
        found: Template = of.engine.get_template(self.template.resolve(context))
        self._is_apart = any(found.nodelist.get_nodes_by_type(each) for each in _OF_THEIR_TEMPLATE)
        self._found = found
        return found


def _folded(nodes: NodeList, context: Context) -> NodeList:
    """The same nodes, constants as text, texts side by side as one."""
    folded, texts = NodeList(), [""]

    def write_texts() -> None:
        if text := "".join(texts):
            folded.append(TextNode(text))
        texts.clear()

    for node in nodes:
        text = _text_of(node, context)
        if text is not None:
            texts.append(text)
            continue
        write_texts()
        folded.contains_nontext = True
        folded.append(_quicker(_folded_within(node, context)))
    write_texts()
    return folded


def _folded_within(node: Node, context: Context) -> Node:
    """The same node, what stands in it folded; another language inside is left to it."""
    if isinstance(node, IfNode):
        branches = [(when, _folded(nodes, context)) for when, nodes in node.conditions_nodelists]
        node.conditions_nodelists = branches
    elif not isinstance(node, LanguageNode):
        for name in node.child_nodelists:
            if isinstance(nodes := getattr(node, name, None), NodeList):
                setattr(node, name, _folded(nodes, context))
    return node


def _quicker(node: Node) -> Node:
    if type(node) is ExtendsNode:
        return Extends(node)
    if type(node) is IncludeNode and _is_literal(node.template) and not node.isolated_context:
        return Include(node)
    return node


def _text_of(node: Node, context: Context) -> str | None:
    """What this node says on every page in this language; None where pages differ."""
    if isinstance(node, CommentNode | LoadNode):
        return ""
    if isinstance(node, TextNode):
        return str(node.s)
    try:
        return str(node.render(context)) if _is_constant(node) else None
    except (NoReverseMatch, ValueError):
        # An address or a file that there is not: whoever draws the page is told.
        return None


def _is_constant(node: Node) -> bool:
    match node:
        case TranslateNode():
            about = node.message_context
            is_plain = node.asvar is None and (about is None or _is_literal(about))
            return is_plain and _is_literal(node.filter_expression)
        case BlockTranslateNode():
            if node.asvar or node.extra_context or node.plural or node.message_context:
                return False
            return all(each.token_type == TokenType.TEXT for each in node.singular)
        case Url():
            is_plain = not (node.asvar or node.args or node.kwargs)
            return is_plain and _is_literal(node.view_name)
        case StaticNode():
            return node.varname is None and _is_literal(node.path)
        case SimpleNode():
            given = (*node.args, *node.kwargs.values())
            is_ours = node.func in _CONSTANT_TAGS and node.target_var is None
            return is_ours and all(_is_literal(each) for each in given)
        case _:
            return False


def _is_literal(expression: FilterExpression) -> bool:
    """Whether it stands in the template itself, and nothing is done with it."""
    is_variable = isinstance(expression.var, Variable) and expression.var.lookups is not None
    return not is_variable and not expression.filters


def _blocks_of_root(parent: Template) -> dict[str, BlockNode]:
    """All blocks of a template that extends none; those of another one add themselves."""
    first = next((node for node in parent.nodelist if not isinstance(node, TextNode)), None)
    if isinstance(first, ExtendsNode):
        return {}
    blocks: Any = parent.nodelist.get_nodes_by_type(BlockNode)
    return {block.name: block for block in blocks}
