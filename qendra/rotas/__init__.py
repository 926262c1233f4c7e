"""Rotas: who is on call when, by layers, overrides, absences and deputies (docs/rotas.md).

Knows people and nothing of tickets: whoever asks names a rota and a moment.
"""
