/**
 * Articles 1 to 3 and 19 of the Universal Declaration of Human Rights: texts whose letters are as frequent as in
 * articles.
 */
const english = `All human beings are born free and equal in dignity and rights. They are endowed with reason and
conscience and should act towards one another in a spirit of brotherhood. Everyone is entitled to all the rights and
freedoms set forth in this Declaration, without distinction of any kind, such as race, colour, sex, language, religion,
political or other opinion, national or social origin, property, birth or other status. Everyone has the right to life,
liberty and security of person. Everyone has the right to freedom of opinion and expression; this right includes freedom
to hold opinions without interference and to seek, receive and impart information and ideas through any media and
regardless of frontiers.`;
const czech = `Všichni lidé rodí se svobodní a sobě rovní co do důstojnosti a práv. Jsou nadáni rozumem a svědomím a
mají spolu jednat v duchu bratrství. Každý má všechna práva a všechny svobody, stanovené touto deklarací, bez jakéhokoli
rozlišování, zejména podle rasy, barvy, pohlaví, jazyka, náboženství, politického nebo jiného smýšlení, národnostního
nebo sociálního původu, majetku, rodu nebo jiného postavení. Každý má právo na život, svobodu a osobní bezpečnost. Každý
má právo na svobodu přesvědčení a projevu; toto právo nepřipouští, aby někdo trpěl újmu pro své přesvědčení, a zahrnuje
právo vyhledávat, přijímat a rozšiřovat informace a myšlenky jakýmikoli prostředky a bez ohledu na hranice.`;
const russian = `Все люди рождаются свободными и равными в своем достоинстве и правах. Они наделены разумом и совестью и
должны поступать в отношении друг друга в духе братства. Каждый человек должен обладать всеми правами и всеми свободами,
провозглашенными настоящей Декларацией, без какого бы то ни было различия, как-то в отношении расы, цвета кожи, пола,
языка, религии, политических или иных убеждений, национального или социального происхождения, имущественного, сословного
или иного положения. Каждый человек имеет право на жизнь, на свободу и на личную неприкосновенность. Каждый человек имеет
право на свободу убеждений и на свободное выражение их; это право включает свободу беспрепятственно придерживаться своих
убеждений и свободу искать, получать и распространять информацию и идеи любыми средствами и независимо от государственных
границ.`;
const kazakh = `Барлық адамдар тумысынан азат және қадір-қасиеті мен құқықтары тең болып дүниеге келеді. Адамдарға
ақыл-парасат, ар-ождан берілген, сондықтан олар бір-бірімен туыстық, бауырмалдық қарым-қатынас жасаулары тиіс. Әр адам өмір
сүруге, бостандықта болуға және жеке басына қол сұғылмауына құқылы. Әр адам өз пікірін білдіруге және оны еркін ұстануға
құқылы.`;

export const samples = { english, czech, russian, kazakh };
/** The texts by whose letters the scripts of a fallback are scaled. */
export const samplesOf = { latin: [english, czech], cyrillic: [russian, kazakh] };
