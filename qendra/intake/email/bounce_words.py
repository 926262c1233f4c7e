"""What mail servers write when they give a mail back, in the languages they write in."""

import re

# The author of a delivery report, by address or by name.
DAEMON = re.compile(
    r"^\W{0,3}(mailer[-_.]?(daemon|demon)|post[-_]?master|mail[-_.]?daemon|mdaemon|"
    r"mail[-_]?delivery|"
    r"mail[-_]?system|delivery[-_]?(subsystem|report)|bounces?|mmdf|postoffice|"
    r"return(ed)?[-_]?mail|undeliverable|maildeliverysubsystem|microsoftexchange[0-9a-f]+|"
    r"e500_smtp_mail_service|imss|interscan\w*|symantec_antivirus\w*|mailscanner)\W{0,2}(@|\+|-|$)",
    re.IGNORECASE,
)
DAEMON_NAME = re.compile(
    r"mail(er)?[- ](delivery|daemon|system|administrator)|mail delivery (sub)?system|postmaster|"
    r"delivery subsystem|microsoft outlook|internet mail delivery|system administrator|mailsystem",
    re.IGNORECASE,
)
# A person answers or passes on a report.
ANSWERS = re.compile(
    r"^\s*(re|aw|sv|antw|fwd?|wg|tr|rv)\s*:(?!.{0,200}\(delivery failed\)$)", re.IGNORECASE
)
SUBJECT = re.compile(
    r"undeliver(ed|able|y)|unzustellbar|nicht zustellbar|could ?n[o']t be delivered|"
    r"not delivered|delivery (status )?(notification|notice|failure|report|has failed|incomplete|"
    r"delayed|problem|error|unsuccessful)|(mail|message) delivery (failed|failure|error|problem|"
    r"report|delayed|status|system|notification)|failed (mail|delivery)|"
    r"delivery .{0,30}(failed|failure)|returned (e-?)?mail|mail returned|return(ed|ing) to sender|"
    r"failure (notice|delivery)|undelivered|message (status|not delivered|undeliverable|delayed)|"
    r"nondeliverable|non[- ]?deliverable|non[- ]delivery|not deliverable|user unknown|"
    r"unknown (user|recipient|address)|"
    r"mail (system )?error|mail could not|mail failure|can(no|')t (deliver|send)|"
    r"warning: (message|could not|mail|e-?mail)|notification d'état|échec (de la )?remise|"
    r"non remis|non-?remise|message non délivré|mancata consegna|consegna non riuscita|impossibile|"
    r"no se (ha )?pued[oe] entregar|no se ha podido entregar|no entregado|devuelto|rebotado|"
    r"não (foi )?entregue|falha na entrega|onbestelbaar|niet bezorgd|ikke leveres|kan inte "
    r"levereras|"
    r"kunde inte levereras|nie dostarczono|niedoręczon|nedoručiteln|недоставлен|не доставлен|"
    r"невозможно доставить|配信不能|エラー|戻り|退信|退回|無法傳遞|无法送达|未送达|投递失败|반송|"
    r"(problem|error).{0,20}deliver|fail(ed|ure).{0,10} mail|mail fail(ed|ure)|"
    r"not yet been delivered|(mail|message).{0,40} delayed|processing error|передан|传输失败|"
    r"(mail|message|delivery).{0,20}(warning|unsuccessful)|non[- ]delivery|"
    r"メールエラー|^delivery$|^bounced?\b|mail bounced|rejected mail|"
    r"address (is )?(no longer|not) (valid|found)|automatically rejected mail",
    re.IGNORECASE,
)
# Sentences of programs that report without any form, each at the beginning of their texts.
BODY = re.compile(
    r"this is (the qmail-send program|a (temporary|permanent) (error|failure)|the mail (system|"
    r"transport agent)|the (mail|postfix|mail delivery)|an automatically generated delivery|"
    r"a delivery (status|failure)|the .{1,40} program at)|i('m| am) (afraid|sorry).{0,20}(i "
    r"wasn't able|"
    r"to have to inform you)|(the )?(following|these) (addresses?|recipients?|users?)( \w+){0,3} "
    r"(had|could|failed|did|were|was|cannot|unreachable|rejected|unknown)|"
    r"delivery to the following|permanent fatal errors|transcript of (the )?session|"
    r"(your|the) (e-?mail |mail )?(message|mail|e-?mail)( \w+){0,8} (could not|was not|cannot|"
    r"couldn't|wasn't|has not been|can't|not) (be )?(delivered|able to be)|could not be delivered|"
    r"unable to deliver|failed to deliver|was undeliverable|not (be )?deliver(ed|able)|"
    r"(unknown|no such|invalid|nonexistent) (local )?(user|recipient|mailbox|address|account)|"
    r"user (is )?(unknown|not (found|known|listed))|(mailbox|quota|inbox) (is )?(full|exceeded)|"
    r"\b[45]\d\d[ -](#?[45]\.\d{1,3}\.\d{1,3})|\bsmtp error\b|status: [45]\.\d|"
    r"(konnte|konnten) nicht (an |zugestellt|ausgeliefert)|nicht zugestellt werden|"
    r"n'a pas pu être (remis|délivré)|non (è stato possibile|può essere) (consegn|recapit)|"
    r"no (se )?(pudo|puede) (ser )?entreg|não p[ôo]de ser entregue|"
    r"n'a pas pu etre delivre|did not reach|has not yet been delivered|were not able to deliver|"
    r"(送信|配信|送達|お届け)(に失敗|でき(ません|なかった))|宛先.{0,10}(見つかり|存在し)ません|"
    r"не удалось доставить|не может быть доставлено|不存在|无法投递",
    re.IGNORECASE,
)
# Beneath such a line stands the mail that is given back.
RETURNED = re.compile(
    r"^\W{0,30}(below this line is|original message|this is a copy of (the|your) message|"
    r"returned message|message header|unsent message|copy of (the|your) (original )?message|"
    r"(the )?(original|returned|undelivered) (message|mail|headers)|(the )?headers? (of|follow)|"
    r"included is|here is|text of (the )?message|your message reads|message contents|"
    r"forwarded message|contents of (the )?(returned|rejected)|attached is|begin of|"
    r"your original|-+ ?(the )?(body|start|message))\b.{0,120}$|"
    r"^(received|return-path|message-id|mime-version|x-\w[\w-]*):\s",
    re.IGNORECASE,
)
# Nobody is there: to try again is no use.
GONE = re.compile(
    r"(user|recipient|mailbox|address|account|alias|member|person|local part|name)s?\b.{0,40}"
    r"(unknown|not (be )?(found|known|exist|listed|valid|active|a valid|here)|does(n't| not) "
    r"exist|invalid|"
    r"no longer|n't (exist|have)|not our|is not a|non[- ]?exist)|"
    r"(unknown|no such|invalid|nonexistent|non-existent|undeliverable|bad|wrong) "
    r"(\w+ )?(user|recipient|mailbox|address|account|alias|person|destination|host|domain|name)|"
    r"no (mailbox|account|user|one|recipient)( \w+)? (here|by|with|named|found|matching)|"
    r"(doesn't|does not|didn't) (have|match) (a|any|an) .{0,30}(account|user|mailbox)|"
    r"host (or domain name )?(unknown|not found)|unknown host|"
    r"(domain|host)( name)?.{0,40}(not (be )?(found|exist|resolve)|unknown|invalid)|"
    r"no (mx|a record|valid (mx|host)|route to domain)|unrouteable|unroutable|nxdomain|"
    r"name service error|mail for .{1,80} loops|(has|have) moved|new (e-?mail )?address|"
    r"left the (company|organi[sz]ation)|null mx|recipientnotfound|resolver\.adr|"
    r"(existiert|existieren) nicht|unbekannt|n'existe pas|inconnu|no existe|desconocid|"
    r"non esiste|sconosciut|não existe|bestaat niet|不存在|見つかりません|存在しません|не "
    r"существует|not a known user|"
    r"5\.4\.1\b.{0,80}access denied|invalid (final )?delivery userid|no valid recipients|"
    r"mailbox unavailable|user\(s\) account|"
    r"not in (my|our) (control|list)|that (user|name|address)|does not accept mail",
    re.IGNORECASE,
)
# Something stands in the way that may go away, or that is not the address.
IN_THE_WAY = re.compile(
    r"quota|mailbox.{0,20}(full|exceed|limit|size)|(over|exceeds?|exceeded).{0,30}(storage|size|"
    r"limit|space|maximum)|disk (space|full)|insufficient|no space|too (large|big|long|many|much)|"
    r"size limit|message size|"
    r"spam|spf\b|dkim|dmarc|blacklist|blocklist|block list|blocked|black list|listed (in|at|by|on)|"
    r"spamhaus|rbl|dnsbl|reputation|"
    r"polic(y|ies)|relay|greylist|graylist|virus|malware|infected|content (reject|filter)|"
    r"rejected due|"
    r"authenticat|reverse dns|ptr |no rdns|helo|timed? ?out|time-?out|temporar|try again|later|"
    r"retry|expired|deferred|delayed|connection (refused|reset|lost|closed|dropped|timed)|refused|"
    r"(un|not )reachable|network|loop|too many hops|hop count|busy|overload|"
    r"unavailable.{0,10}(host|service)|"
    r"access denied|not (permitted|allowed|authorized|authorised)|permission denied|"
    r"administrative|prohibit|banned|filter|suspend|disabled|inactive|restrict|not accept(ing|ed)|"
    r"(local|system|configuration|mailer|internal|software) error|can't create|cannot (create|"
    r"open)|"
    r"command not|syntax|protocol|unsolicited|bulk|5\.7\.|voll\b|zu groß",
    re.IGNORECASE,
)
# Not the recipient but we, or what we sent, is refused.
OUR_FAULT = re.compile(
    r"sender.{0,30}(rejected|denied|invalid|verify|not exist|not found|unknown)|unroutable sender|"
    r"domain of sender|5\.1\.[78]\b|mailbox (is )?(full|frozen)|over ?quota|over quota|blacklisted|"
    r"invalid (rdns|ip)|open relay|mail rejete|transaction failed|service (currently )?unavailable|"
    r"procmail|redundant|\bx-unix; ?\d|malformed or unexpected name server",
    re.IGNORECASE,
)
