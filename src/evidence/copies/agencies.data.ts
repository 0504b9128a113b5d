/**
 * News agencies whose stories other pages carry: key, the name we use, further names in print (across languages and
 * in the cases credits use), and their own hosts, on which a credit is no sign of a copy. Add a line; keep the regions together.
 */
export type Agency = { key: string; name: string; names: readonly string[]; hosts: readonly string[] };

const lines = `
afp|Agence France-Presse|AFP;Agence France Presse;АФП;Франс Пресс;France-Presse|afp.com
ap|Associated Press|AP;The Associated Press;The AP;АП;Ассошиэйтед Пресс|apnews.com ap.org
reuters|Reuters|Thomson Reuters;Thomson Reuters Foundation;Рейтер;Рейтерс|reuters.com trust.org
dpa|Deutsche Presse-Agentur|dpa;DPA;ДПА|dpa.com dpa-international.com
epd|Evangelischer Pressedienst|epd|epd.de
efe|EFE|Agencia EFE;EFE News|efe.com
europa-press|Europa Press|EuropaPress|europapress.es
ansa|ANSA|Agenzia ANSA;АНСА|ansa.it
lusa|Lusa|Agência Lusa;Lusa News Agency|lusa.pt
belga|Belga|Belga News Agency;Agence Belga|belga.be belganewsagency.eu
anp|ANP|Algemeen Nederlands Persbureau|anp.nl
apa-at|Austria Presse Agentur|APA;Austria Presse-Agentur|apa.at
keystone-sda|Keystone-SDA|SDA;sda-ats;Keystone-ATS|keystone-sda.ch
ritzau|Ritzau||ritzau.dk
ntb|NTB|Norsk Telegrambyrå|ntb.no
tt|TT Nyhetsbyrån|TT|tt.se
stt|STT|Suomen Tietotoimisto|stt.fi
bns|Baltic News Service|BNS;БНС|bns.lt bns.ee bns.lv
elta|ELTA|ЭЛЬТА|elta.lt
leta|LETA|ЛЕТА|leta.lv
pap|Polska Agencja Prasowa|PAP;Polish Press Agency;ПАП|pap.pl
ctk|Czech News Agency|ČTK;ČTK – České noviny;CTK;ЧТК;Česká tisková kancelář|ctk.cz ctk.eu ceskenoviny.cz
tasr|TASR|Tlačová agentúra Slovenskej republiky|tasr.sk teraz.sk
sita|SITA|Slovenská tlačová agentúra|sita.sk
mti|MTI|Magyar Távirati Iroda;МТИ|mti.hu
agerpres|Agerpres|AGERPRES|agerpres.ro
mediafax|Mediafax||mediafax.ro
bta|Bulgarian News Agency|BTA;БТА|bta.bg
tanjug|Tanjug|Танјуг;Танюг|tanjug.rs
beta|Beta|Бета;Novinska agencija Beta;Beta News Agency|beta.rs
fonet|FoNet|ФоНет|fonet.rs
fena|FENA|Federalna novinska agencija|fena.ba
srna|SRNA|СРНА|srna.rs
hina|HINA|Hina|hina.hr
sta|Slovenian Press Agency|STA;Slovenska tiskovna agencija|sta.si
mia|MIA|МИА|mia.mk
ata|Albanian Telegraphic Agency|ATSH;ATA|ata.gov.al
anadolu|Anadolu Agency|AA;Anadolu;Anadolu Ajansı;Анадолу|aa.com.tr
dha|Demirören News Agency|DHA|dha.com.tr
iha|İhlas News Agency|İHA;IHA|iha.com.tr
anka|ANKA|ANKA Haber Ajansı|ankahaber.net
moldpres|Moldpres|MOLDPRES;Молдпрес|moldpres.md
infotag|Infotag|INFOTAG;Инфотаг|infotag.md
ipn|IPN||ipn.md
ukrinform|Ukrinform|Укрінформ;Укринформ|ukrinform.ua ukrinform.net ukrinform.ru
unian|UNIAN|УНІАН;УНИАН|unian.ua unian.net unian.info
interfax-ukraine|Interfax-Ukraine|Інтерфакс-Україна;Интерфакс-Украина|interfax.com.ua
belta|BelTA|БелТА;БЕЛТА|belta.by
belapan|BelaPAN|БелаПАН|belapan.by belapan.com
interfax-west|Interfax-West|Интерфакс-Запад|interfax.by
tass|TASS|ITAR-TASS;Itar-Tass;ТАСС;ИТАР-ТАСС|tass.ru tass.com itar-tass.com
ria|RIA Novosti|РИА Новости;РИА «Новости»;РИА "Новости";RIA-Novosti|ria.ru rian.ru sputniknews.com
interfax|Interfax|Интерфакс;Интерфакса|interfax.ru interfax.com
regnum|Regnum|REGNUM;ИА REGNUM;РЕГНУМ|regnum.ru
rosbalt|Rosbalt|Росбалт;ИА Росбалт|rosbalt.ru
interfax-kz|Interfax-Kazakhstan|Интерфакс-Казахстан;Интерфакса-Казахстан|interfax.kz
kaztag|KazTAG|КазТАГ;ҚазТАГ;KazTag|kaztag.kz kaztag.info
kazinform|Kazinform|Казинформ;МИА «Казинформ»;ҚазАқпарат;Qazinform;QazAqparat;Қазақпарат|inform.kz kazinform.kz qazinform.com
akipress|AKIpress|АКИpress;AKIPress;АКИПресс|akipress.org akipress.com akipress.kg
kabar|Kabar|КАБАР;Кабар|kabar.kg
24kg|24.kg|ИА «24.kg»;24.kg News Agency|24.kg
asia-plus|Asia-Plus|Азия-Плюс;Asia Plus|asiaplustj.info news.tj
avesta|Avesta|Авеста|avesta.tj
khovar|Khovar|Ховар|khovar.tj
uza|UzA|УзА;ЎзА|uza.uz
turan|Turan|Turan Information Agency;Туран|turan.az
azertac|AZERTAC|AZƏRTAC;АЗЕРТАДЖ;Azertag|azertag.az azertag.com
apa-az|APA (Azerbaijan)|АПА|apa.az
trend|Trend|Тренд;Trend News Agency|trend.az
report-az|Report|Report News Agency|report.az
interpressnews|InterPressNews|ИнтерПрессНьюс|interpressnews.ge ipn.ge
armenpress|Armenpress|ARMENPRESS;Арменпресс;Արմենպրես|armenpress.am
arka|ARKA|АРКА|arka.am
montsame|MONTSAME|МОНЦАМЭ|montsame.mn
irna|IRNA|Islamic Republic News Agency;ИРНА|irna.ir
isna|ISNA||isna.ir
fars|Fars News Agency|Fars;ФАРС|farsnews.ir
xinhua|Xinhua|Xinhua News Agency;Синьхуа;新华社|xinhuanet.com news.cn
kyodo|Kyodo News|Kyodo;共同通信|kyodonews.net
yonhap|Yonhap|Yonhap News Agency;Ёнхап|yna.co.kr
pti|Press Trust of India|PTI|ptinews.com
ani|Asian News International|ANI|aninews.in
ians|IANS|Indo-Asian News Service|ians.in
app|Associated Press of Pakistan|APP|app.com.pk
antara|Antara|ANTARA News|antaranews.com
bernama|Bernama||bernama.com
pna|Philippine News Agency|PNA|pna.gov.ph
nan|News Agency of Nigeria|NAN|nannews.ng
panapress|PANA|Panapress|panapress.com
map|MAP|Maghreb Arabe Presse|map.ma mapnews.ma
aps|Algérie Presse Service|APS|aps.dz
tap|TAP|Tunis Afrique Presse|tap.info.tn
mena|MENA|Middle East News Agency|mena.org.eg
sana|SANA||sana.sy
petra|Petra|Petra News Agency|petra.gov.jo
wafa|WAFA||wafa.ps
notimex|Notimex||notimex.gob.mx
telam|Télam|Telam|telam.com.ar
andina|Andina|Agencia Andina|andina.pe
agencia-brasil|Agência Brasil|Agencia Brasil|agenciabrasil.ebc.com.br
prensa-latina|Prensa Latina||plenglish.com prensa-latina.cu
canadian-press|The Canadian Press|Canadian Press;CP|thecanadianpress.com
aap|Australian Associated Press|AAP|aap.com.au
upi|United Press International|UPI|upi.com
bloomberg|Bloomberg|Bloomberg News;Блумберг|bloomberg.com
rferl|Radio Free Europe/Radio Liberty|RFE/RL;RFERL;Радио Свобода|rferl.org svoboda.org
`;

export const agencies: readonly Agency[] = lines
  .trim()
  .split('\n')
  .map((line) => {
    const [key, name, names, hosts] = line.split('|') as [string, string, string, string];
    return { key, name, names: [name, ...names.split(';').filter(Boolean)], hosts: hosts.split(' ').filter(Boolean) };
  });

export const agencyOf = (key: string): Agency | undefined => agencies.find((agency) => agency.key === key);
