"""The marks that mail programs leave above what they quote or pass on, in many languages."""

import re

FORWARD_SUBJECT = re.compile(
    r"^\s*(re|aw|sv|antw)?\s*:?\s*(fwd?|wg|tr|i|rv|enc|doorst|vs|pd|vb|përc)\s*:", re.IGNORECASE
)
_WROTE = (
    r"wrote|writes|schrieb|geschrieben|a écrit|ha scritto|escribió|ha escrit|escreveu|schreef|"
    r"shkroi|ka shkruar|skrev|kirjoitti|napisał(a|\(a\))?|pisze|napsal(a|\(a\))?|napísal(a|\(a\))?|"
    r"írta|a scris|je napisao(/la)?|je napisala|napisao(/la)?|je pisal(a)?|yazdı|"
    r"έγραψε|написал(а)?|"
    r"пише|написа|напиша|пишет|写道|のメール|さんは書きました"
)
ATTRIBUTION = re.compile(
    (
        rf"^(?P<lead>[\"*\s>]*)(.{{0,300}}\b({_WROTE})\b.{{0,160}}|.{{0,200}}(写道|"
        rf"のメール)\s*)[:：]\s*\*?\s*$"
    ),
    re.IGNORECASE,
)
HAS_WHO_OR_WHEN = re.compile(r"@|\d{1,4}[:./-]\d{1,2}|\b(19|20)\d\d\b")
ORIGINAL = re.compile(
    r"^\W{2,}\s*(original message|original appointment|reply message|ursprüngliche nachricht|"
    r"originalnachricht|weitergeleitete nachricht|message d.origine|message original|"
    r"mensaje original|mensagem original|messaggio originale|oorspronkelijk bericht|"
    r"mesazhi origjinal|mesazh origjinal|opprinnelig melding|ursprungligt meddelande|"
    r"oprindelig meddelelse|alkuperäinen viesti|wiadomość oryginalna|původní zpráva|"
    r"pôvodná správa|eredeti üzenet|mesaj original|originalna poruka|izvirno sporočilo|"
    r"orijinal mesaj|αρχικό μήνυμα|исходное сообщение|оригинална порака|原始邮件|元のメッセージ)"
    r"\s*\W{2,}$",
    re.IGNORECASE,
)
FORWARDED = re.compile(
    r"^\W*(begin forwarded message|forwarded message|weitergeleitete nachricht|"
    r"anfang der weitergeleiteten (nachricht|e-mail)|message transféré|message réexpédié|"
    r"messaggio inoltrato|inizio messaggio inoltrato|mensaje reenviado|mensagem encaminhada|"
    r"doorgestuurd bericht|mesazh i përcjellë|mesazhi i përcjellë)\s*:?\W*$",
    re.IGNORECASE,
)
FROM_LINE = re.compile(
    r"^\W{0,4}(from|von|de|da|van|nga|från|fra|lähettäjä|od|feladó|de la|gönderen|kimden|"
    r"από|от|од|发件人|差出人)\*?\s*[:：]",
    re.IGNORECASE,
)
MORE_LINES = re.compile(
    r"^\W{0,4}(sent|date|to|subject|cc|gesendet|datum|an|betreff|envoyé|à|objet|inviato|data|a|"
    r"oggetto|enviado( el)?|para|asunto|assunto|verzonden|aan|onderwerp|dërguar|për|tek?|subjekti|"
    r"lënda|titulli|"
    r"tema|skickat|till|ämne|sendt|til|emne|lähetetty|vastaanottaja|aihe|wysłano|do|temat|odesláno|"
    r"komu|předmět|predmet|küldve|címzett|tárgy|trimis|către|subiect|poslano|za|zadeva|kime|tarih|"
    r"konu|ημερομηνία|προς|θέμα|отправлено|кому|тема|发送时间|收件人|主题|送信日時|宛先|件名)"
    r"\*?\s*[:：]",
    re.IGNORECASE,
)
BETWEEN_DASHES = re.compile(r"^-{2,}\s*.{0,300}@.{0,200}\bwrote:?\s*-{2,}$", re.IGNORECASE)
WHEN_AND_WHO = re.compile(r"^.{0,20}\d{4}.{0,200}<[^<>@]{1,100}@[^<>]{1,200}>\s*[:：]$")
REPLY_ABOVE = re.compile(r"^\W*(please )?(reply|write)( only)? above this line\W*$", re.IGNORECASE)
PHONE_SIGNATURE = re.compile(
    r"^(sent from (my |mail for |yahoo|outlook|proton)|get outlook for |sent (with|via) |"
    r"von meinem .{2,30} gesendet|gesendet (von|mit) (meinem |outlook|mail)|"
    r"envoyé (de(puis)? |à partir de )"
    r"|inviato d(a|al) |enviado desde |enviado do |verzonden (vanaf|met) |dërguar nga |"
    r"skickat från |sendt fra |lähetetty |wysłan[eo] z |odesláno z |outlook für |"
    r"télécharger outlook)"
    r".{0,80}$",
    re.IGNORECASE,
)
DELIMITER = re.compile(r"^--\s?$")
# Of the lines of such a header, the one that tells when.
DATE_LINE = re.compile(
    r"^\W{0,4}(sent|date|gesendet|datum|envoyé|inviato|data|enviado( el)?|fecha|verzonden|dërguar|"
    r"skickat|sendt|lähetetty|wysłano|odesláno|küldve|trimis|poslano|tarih|ημερομηνία|отправлено|"
    r"дата|发送时间|送信日時)\*?\s*[:：]",
    re.IGNORECASE,
)
