/** Outlets and agencies: the name we use, then other names in print. Add a line; keep the regions together. */
export const outlets = `
Agence France-Presse|AFP|Agence France Presse
Associated Press|AP|The Associated Press
Reuters|Thomson Reuters
Bloomberg|Bloomberg News
Deutsche Presse-Agentur|dpa|DPA
EFE|Agencia EFE
ANSA
Kyodo|Kyodo News
Xinhua|Xinhua News Agency
TASS|Itar-Tass|ITAR-TASS
RIA Novosti
Interfax|Interfax-Ukraine|Interfax-Kazakhstan
Anadolu|Anadolu Agency
BBC|BBC News|BBC World Service
BBC Russian|BBC Russian Service
Deutsche Welle|DW
Voice of America|VOA
Radio Free Europe/Radio Liberty|RFE/RL|RFERL|Radio Liberty|Radio Free Europe
Radio Free Asia|RFA
France 24
RFI|Radio France Internationale
Euronews
Al Jazeera|Al-Jazeera
Al Arabiya
CNN|CNN Turk
NBC News|NBC
CBS News|CBS
ABC News
Fox News
NPR
PBS
The New York Times|New York Times
The Washington Post|Washington Post
The Wall Street Journal|Wall Street Journal
Los Angeles Times
USA Today
Politico
The Guardian|Guardian
The Times|Times of London
The Daily Telegraph|Daily Telegraph
Financial Times
The Independent
The Economist|Economist
Daily Mail
The Sun
The Irish Times|Irish Times
Le Monde
Le Figaro
Libération
Mediapart
Der Spiegel|Spiegel
Die Zeit
Süddeutsche Zeitung
Frankfurter Allgemeine Zeitung|FAZ
Die Welt
Bild
taz
Correctiv
El País|El Pais
El Mundo
La Repubblica
Corriere della Sera
Público
Gazeta Wyborcza
TVN|TVN24
OKO.press
Onet
Rzeczpospolita
Átlátszó|Atlatszo
Telex
Index.hu
444
Direkt36
Klubrádió|Klubradio
SME
Denník N|Dennik N
Aktuality.sk|Aktuality
Respekt
Deník Referendum
Transitions Online|TOL|Transitions
Digi24
RISE Project
Recorder
Mediapool
Bivol
Capital|Kapital
N1
KRIK
BIRN|Balkan Investigative Reporting Network
Balkan Insight
Cenzolovka
Vreme
Danas
Južne vesti
Vijesti
Oslobođenje
Koha Ditore
Kossev|KoSSev
Telegraf
Index.hr
Novosti
Eurasianet|EurasiaNet|EurasiaNet.org
Forbes Kazakhstan
Ratel.kz
Vlast|Vlast.kz
KazTAG
Tengrinews|Tengrinews.kz
Azattyq|Radio Azattyq
Azattyk|Radio Azattyk
Kloop|Kloop.kg
24.kg
Temirov Live
Akipress|AKIpress
Ozodlik
Asia-Plus|Asia Plus
Fergana|Fergana News|Ferghana
Gazeta.uz
Kun.uz
The Times of Central Asia|Times of Central Asia
The Diplomat
Chronicles of Turkmenistan
Meduza
Novaya Gazeta|Novaya Gazeta Europe
TV Rain|Dozhd
Ekho Moskvy|Echo of Moscow
Mediazona
The Insider
Proekt
iStories|Important Stories|IStories
Kommersant
Vedomosti
RBC|RBK
Lenta.ru|Lenta
Fontanka
Znak.com
Taiga.info
OVD-Info
The Moscow Times|Moscow Times
RT|Russia Today
Sputnik
Rossiya 1|Rossiya-1
Channel One
Belsat
Tut.by|TUT.BY|Zerkalo
Nasha Niva
BelaPAN|Belapan
Ukrainska Pravda|Ukrayinska Pravda
Kyiv Independent|The Kyiv Independent
Kyiv Post
Hromadske
Detector Media
Slidstvo.Info|Slidstvo.info
Schemes
Bihus.info|Bihus.Info
Ukrinform
Suspilne
Ziarul de Gardă|Ziarul de Garda
NewsMaker
Civil.ge
Netgazeti
Mtavari Arkhi|Mtavari
Formula TV
OC Media
JAMnews
Hetq
CivilNet|Civilnet
Azatutyun
Meydan TV
Turan|Turan News Agency
Abzas Media|AbzasMedia
Toplum TV
Cumhuriyet
Sözcü|Sozcu
Bianet|bianet
Evrensel
BirGün|Birgun
Halk TV
Tele1
Zaman
Özgür Gündem
Dicle News Agency
Mezopotamya Agency|Mesopotamia Agency
Hürriyet|Hurriyet
Haaretz
Times of Israel|The Times of Israel
Ynet
The Jerusalem Post
Wafa|WAFA
Al-Quds
Daraj
Al-Akhbar
L'Orient-Le Jour|L’Orient-Le Jour
An-Nahar
Mada Masr
Al-Ahram
Al-Masry Al-Youm
Enab Baladi
Rudaw
IranWire
Iran International
IRNA
Fars|Fars News
Shargh
Press TV
Tolo News|TOLOnews|Tolo
Pajhwok
Dawn
Geo News|Geo TV
The Express Tribune
ARY News
The Hindu
The Wire
NDTV
Scroll.in
The Indian Express|Indian Express
The Times of India|Times of India
Newslaundry
Alt News
Kashmir Walla|The Kashmir Walla
Prothom Alo
The Daily Star
New Age
The Kathmandu Post
Myanmar Now
The Irrawaddy|Irrawaddy
Democratic Voice of Burma|DVB
Frontier Myanmar
Mizzima
Rappler
ABS-CBN
Philippine Daily Inquirer
Tempo
Kompas
The Jakarta Post
Malaysiakini
Bangkok Post
Prachatai
The Cambodia Daily|Cambodia Daily
The Phnom Penh Post|Phnom Penh Post
VOD|Voice of Democracy
Luat Khoa
South China Morning Post
Apple Daily
Stand News
Hong Kong Free Press|HKFP
Caixin
Global Times
The Straits Times
Yonhap
Asahi Shimbun
NHK
ABC|Australian Broadcasting Corporation
Sydney Morning Herald
Premium Times
Sahara Reporters|SaharaReporters
The Punch|Punch
Daily Trust
Vanguard
Daily Nation|Nation
The Standard
The EastAfrican
Daily Monitor
NTV Uganda
The Citizen
Jamii Forums|JamiiForums
The Reporter
Addis Standard
Mail & Guardian
amaBhungane
Daily Maverick
News24
SABC
The Namibian
Zimbabwe Independent
Alpha Media Holdings
Joy FM
MyJoyOnline
L'Indépendant
Le Pays
Canard Déchaîné
El Watan
Liberté
Radio M
Maghreb Emergent
Le Desk
Akhbar Al Yaoum
Mosaïque FM
Nawaat
Animal Político|Animal Politico
Proceso
El Universal
Reforma
La Jornada
Ríodoce|Riodoce
Zeta
El Faro
La Prensa Gráfica
Confidencial
La Prensa
100% Noticias
elPeriódico|El Periódico|elPeriodico
Prensa Libre
Contracorriente
Semana
El Tiempo
El Espectador
El Nacional
Efecto Cocuyo
El Pitazo
Armando.info
Folha de S.Paulo|Folha de S. Paulo|Folha
O Globo
Estadão
Agência Pública
The Intercept|The Intercept Brasil
La Nación|La Nacion
Clarín|Clarin
Página 12
IDL-Reporteros
Ojo Público|OjoPúblico
La Posta
El Comercio
14ymedio
CubaNet|Cubanet
Daphne Caruana Galizia's Running Commentary
Times of Malta
The Shift|The Shift News
Bellingcat
OCCRP|Organized Crime and Corruption Reporting Project
ICIJ|International Consortium of Investigative Journalists
Forbidden Stories
Global Voices
openDemocracy
Press Gazette
Nieman Lab
Poynter
Columbia Journalism Review|CJR
`;

/** Platforms through which people speak; never speakers themselves. */
export const platforms = [
  'Facebook',
  'Twitter',
  'X',
  'Telegram',
  'Instagram',
  'YouTube',
  'TikTok',
  'VKontakte',
  'VK',
  'WhatsApp',
  'LinkedIn',
  'Signal',
  'Viber',
  'Weibo',
  'WeChat',
  'Substack',
  'Medium',
  'Mastodon',
  'Bluesky',
  'Threads',
  'Google',
];
