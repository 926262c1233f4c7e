"""What mail programs write around quoted mails, word by word, in the languages they speak."""

# "On Monday Ann wrote:", wherever the word stands in the sentence of its language.
WROTE = (
    r"wrote|writes|written|sent|schrieb|schrieben|geschrieben|a écrit|à écrit|a ecrit|écrivait|"
    r"ha scritto|ha escrito|escribió|escribio|va escriure|ha escrit|escreveu|escribiu|schreef|"
    r"geschreven|"
    r"geskryf|skreiv|shkroi|ka shkruar|skrev|skrifaði|kirjoitti|kirjutas|rakstīja|rašė|parašė|"
    r"napisał(?:\(a\)|a)?|pisze|napsal(?:\(a\)|a)?|napísal(?:\(a\)|a)?|"
    r"je napisao(?:/la)?|je napisala|napisao(?:/la)?|napisala|je pisal(?:\(a\)|a)?|je napisal|"
    r"írta|a scris|yazdı|yazmış|έγραψε|γράφει|написал(?:\(а\)|а)?|пишет|пише|написав(?:\(ла\))?|"
    r"написала|написа|напиша|đã viết|viết|menulis|nulis|idatzi zuen|sumulat|aliandika"
)
# Scripts without blanks between words, and those written from right to left.
WROTE_JOINED = (
    r"写道|寫道|写了|のメール|さんは書きました|さんが書きました|님이 작성|님의 말|작성했습니다|"
    r"작성하였습니다|เขียนว่า|เขียน|كتب(?:ت|/ت)?|כתב(?:/ה|ה)?|מאת|نوشت|लिखा"
)
# How such a sentence begins.
BEGINNINGS = (
    r"on|am|den|le|el|il|in data|em|no dia|op|på|w dniu|dnia|dne|dňa|pe|în|la data|dana|"
    r"στις|την|в|на|vào|ngày|pada|el dia|më|me datë|kuupäeval|2\d{3}|at|date|quoting|citando|"
    r"zitat von|\d{1,4}|mon|tue|wed|thu|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|"
    r"saturday|sunday|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|"
    r"(?:ma|ti|ke|to|pe|la|su|pt|śr|czw|pon|wt|sob|niedz|v|u|a)(?=[., ]{1,3}\d)|"
    r"пн|вт|ср|чт|пт|сб|вс|нд|"
    r"понедельник|вторник|среда|четверг|пятница|суббота|воскресенье"
)
BEGINNINGS_JOINED = r"在|于|於|في|بتاريخ|ב-|ב־|בתאריך|در|เมื่อ"

# The labels of a header that Outlook and others put above what they quote.
FROM = (
    r"from|от кого|von|de|da|van|nga|från|fra|lähettäjä|od|feladó|de la|expéditeur|remitente|"
    r"remetente|"
    r"mittente|gönderen|kimden|από|от|від|šalje|pošiljatelj|nuo|no|saatja|dari|từ|desde|avsändare|"
    r"afsender|avsender|afzender|absender|nadawca|odesílatel|odosielateľ|expeditor|izsūtītājs|"
    r"发件人|寄件者|寄件人|發件人|差出人|送信者|보낸 사람|보낸사람|من|المرسل|מאת|از|จาก"
)
DATE = (
    r"sent|date|sent at|gesendet(?: am)?|datum|envoyé(?: le)?|date d'envoi|inviato(?: il)?|data|"
    r"enviado(?: el| em)?|enviada(?: em)?|fecha|verzonden(?: op)?|dërguar(?: më)?|data e dërgimit|"
    r"skickat|sendt|dato|lähetetty|päivä(?:ys|määrä)?|pvm|wysłano|wysłane|odesláno|dátum|odoslané|"
    r"küldve|elküldve|trimis(?: la)?|poslano|poslato|tarih|gönderildi|gönderme tarihi|ημερομηνία|"
    r"στάλθηκε|отправлено|дата|надіслано|відправлено|изпратено|išsiųsta|nosūtīts|saadetud|kuupäev|"
    r"tanggal|dikirim|đã gửi|ngày|message du|发送时间|发送日期|日期|傳送時間|寄件日期|寄件時間|"
    r"日付|送信日時|送信日|보낸 날짜|날짜|تاريخ|تاريخ الإرسال|التاريخ|تم الإرسال|נשלח|תאריך|"
    r"تاریخ|วันที่|ส่งเมื่อ"
)
TO = (
    r"to|cc|bcc|an|kopie(?: an)?|à|a|copie(?: à)?|per|para|con copia(?: a)?|com cópia|aan|för|"
    r"kopi(?:e|a)?(?: till| til| do)?|till|til|vastaanottaja|kopio|do|dw|komu|pre|címzett|"
    r"másolatot kap|másolat|către|catre|za|prima|kime|kimlere|bilgi|προς|κοιν|κοινοποίηση|кому|"
    r"копия|копія|до|kam|kellele|kepada|đến|tới|për|tek?|destinatario|destinataire|destinatário|"
    r"empfänger|recipient|kopija|"
    r"收件人|收件者|抄送|副本|宛先|받는 사람|받는사람|참조|إلى|الى|نسخة|אל|עותק|به|ถึง|สำเนา"
)
SUBJECT = (
    r"subject|re|betreff|objet|sujet|oggetto|asunto|assunto|onderwerp|subjekti|lënda|titulli|tema|"
    r"ämne|emne|aihe|otsikko|temat|předmět|predmet|tárgy|subiect|naslov|zadeva|konu|θέμα|тема|"
    r"относно|teema|dalykas|perihal|subjek|chủ đề|tiêu đề|assumpte|efni|"
    r"主题|主題|主旨|件名|제목|الموضوع|موضوع|נושא|เรื่อง|หัวเรื่อง"
)
# Further lines that such a header may have.
OTHER = (
    r"reply-to|reply to|répondre à|antwort an|attachments?|anlagen?|pièces? jointes?|allegat[oi]|"
    r"adjuntos?|anexos?|bijlagen?|importance|wichtigkeit|priority|priorität|organi[sz]ation|sender|"
    r"newsgroups|message-id|sensitivity|categories|when|where|wann|wo|list-id|resent-from"
)

# "-----Original Message-----": what the words between the dashes are about.
MESSAGE = (
    r"message|mail|e-mail|email|nachricht|mitteilung|appointment|message d.origine|mensaje|"
    r"mensagem|messaggio|bericht|mesazh\w*|melding|meddelande|meddelelse|besked|viesti|wiadomoś\w+|"
    r"zpráva|správa|üzenet|mesaj(?:ul)?|poruka|sporočilo|ileti|e-posta|μήνυμα|сообщение|письмо|"
    r"повідомлення|лист|порака|съобщение|mesej|pesan|laiškas|žinutė|ziņa|kiri|thư|tin nhắn|"
    r"邮件|郵件|信件|メッセージ|메시지|메일|الرسالة|رسالة|הודעה|پیام|ข้อความ"
)
ORIGINAL = (
    r"original|reply|antwort|ursprüngliche?|origine|initial|oorspronkelijk|origjinal|opprinnelig|"
    r"ursprungligt|oprindelig|alkuperäinen|oryginalna|původní|pôvodná|eredeti|originalna|izvirno|"
    r"orijinal|asıl|αρχικό|исходное|оригинальное|оригинал\w*|вихідне|початкове|asli|originalus|"
    r"sākotnējā|algne|gốc|ban đầu|originale|原始|原邮件|元の|オリジナル|"
    r"원본|الأصلية|מקורית|اصلی|ต้นฉบับ"
)
FORWARD = (
    r"forwarded|weitergeleitete?|transféré|réexpédié|transmis|inoltrato|reenviado|encaminhada|"
    r"reencaminhada|doorgestuurd|përcjellë|vidarebefordrat|videresendt|välitetty|edelleen|"
    r"przekazan\w+|přeposlaná|preposlaná|továbbított|redirecționat|proslijeđen\w*|prosleđen\w*|"
    r"posredovano|iletilen|yönlendirilen|προωθημένο|пересланное|пересылаемое|переслане|"
    r"препратено|diteruskan|peradresuotas|pārsūtīt\w*|edastatud|chuyển tiếp|reenviat|"
    r"转发|轉寄|轉發|転送|전달된|المعاد|المحولة|שהועברה"
)
# Subjects of mails that pass another one on.
FORWARD_SUBJECT = r"fwd?|wg|tr|i|rv|enc|doorst|vs|pd|vb|përc|fs|továbbítás|пересл|転送|转发|轉寄"
