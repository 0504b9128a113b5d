import { givenNames } from '../../../record/names/given-names.data.ts';
import { feminine, masculine } from '../../../drafting/gazetteer/given-names.data.ts';
import type { RuleLanguage } from '../rules.ts';

/** Given names in any script, small. */
export const given = new Set([
  ...givenNames.flatMap((line) => line.split(' ')),
  ...[...masculine, ...feminine].map((name) => name.toLowerCase()),
]);

/** Words that stand for somebody said before. */
export const pronouns: Readonly<Record<RuleLanguage, ReadonlySet<string>>> = {
  en: new Set('he she him her his hers himself herself whose who they their them'.split(' ')),
  ru: new Set(
    'он она его ее ему ей им нем ней него нее них их они свой своей своего свою своем своим своих себя себе собой который которая которого которой чей чья'.split(
      ' ',
    ),
  ),
  kk: new Set('ол оның оны оған одан онымен өзі өзінің өз олар олардың оларға'.split(' ')),
};

/** Words for a person by what he is; with `*` in any ending. */
export const personWords: Readonly<Record<RuleLanguage, readonly string[]>> = {
  en: [
    'minister|ex-minister',
    'banker',
    'mayor',
    'governor',
    'businessman|businesswoman|entrepreneur|tycoon|oligarch',
    'official|officials',
    'deputy|lawmaker|senator|mp|parliamentarian',
    'judge|prosecutor|lawyer|attorney|investigator',
    'journalist|reporter|editor|blogger|publisher',
    'director|manager|boss|owner|founder|chairman|chairwoman|executive|chief|head',
    'president|premier',
    'wife|husband|son|daughter|brother|sister|father|mother|child|children|nephew|niece|uncle|aunt|spouse|widow|widower|grandson|granddaughter|parents|family|ex-wife|ex-husband|mother-in-law|father-in-law|son-in-law',
    'doctor|teacher|nurse|singer|actor|actress|athlete|footballer|boxer|officer|general|colonel|policeman|driver|secretary|engineer|worker|employee|accountant|clerk|priest|imam',
    'patient|suspect|defendant|witness|victim|plaintiff|candidate|activist',
    'woman|man|girl|boy|resident|pensioner|student|pupil|teenager|neighbour|neighbor|client|customer',
    'the|a couple',
    'politician|diplomat|ambassador|spokesman|spokeswoman',
  ],
  ru: [
    'министр*|экс-министр*',
    'банкир*',
    'аким*|мэр*|губернатор*',
    'бизнесмен*|предпринимател*|олигарх*|миллионер*|миллиардер*',
    'чиновник*|чиновниц*',
    'депутат*|сенатор*|политик|политика|политику',
    'судья|судьи|судью|судье|прокурор*|следовател*|адвокат*',
    'журналист*|редактор*|блогер*|корреспондент*|издател*',
    'директор*|руководител*|глава|главы|главе|главу|начальник*|владел*|основател*|председател*|менеджер*',
    'президент*|премьер*',
    'жена|жены|жену|жене|женой|муж|мужа|мужу|мужем|сын|сына|сыну|сыном|дочь|дочери|дочерью|дочк*|брат|брата|брату|сестра|сестры|сестре|сестру|мать|матери|отец|отца|отцу|ребенок|ребенка|дети|детей|супруг*|вдов*|племянни*|родител*|тещ*|тесть|невестк*|зят*',
    'врач*|учител*|медсестр*|певец|певца|певиц*|актер*|актрис*|спортсмен*|футболист*|боксер*|полковник*|генерал*|полицейск*|водител*|секретар*|бухгалтер*|сотрудник*|сотрудниц*|работник*|инженер*|священник*|имам*',
    'пациент*|подозреваем*|обвиняем*|свидетел*|потерпевш*|истец|истца|ответчик*|кандидат*|активист*',
    'женщин*|мужчин*|девушк*|девочк*|мальчик*|парень|парня|пенсионер*|студент*|школьни*|подрост*|жител*|сосед*|клиент|клиента|клиентка|экс-супруг*|топ-менеджер*',
  ],
  kk: [
    'министр*|экс-министр*',
    'банкир*',
    'әкім|әкімі|әкімнің|әкімінің',
    'кәсіпкер*|бизнесмен*|олигарх*',
    'шенеунік*|шенеуніг*',
    'депутат*|сенатор*',
    'судья*|прокурор*|тергеуші*|адвокат*',
    'журналист*|редактор*|блогер*|тілші*',
    'директор*|басшы*|басшысы*|жетекші*|төраға*|құрылтайшы*|иесі*',
    'президент*|премьер*',
    'әйелі*|күйеуі*|жұбайы*|зайыбы*|ұлы|ұлының|қызы|қызының|баласы*|балалары*|ағасы*|інісі*|әкесі*|анасы*|шешесі*|әпкесі*|сіңлісі*|қарындасы*|немересі*|келіні*|күйеу баласы*',
    'дәрігер*|мұғалім*|әнші*|спортшы*|боксшы*|футболшы*|полковник*|генерал*|полицей*|жүргізуші*|хатшы*|бухгалтер*|қызметкер*|имам*',
    'емделуші*|науқас*|күдікті*|айыпталушы*|куәгер*|жәбірленуші*|үміткер*|белсенді*',
    'әйел|әйелдің|ер адам*|қыз|жігіт*|зейнеткер*|студент*|оқушы*|тұрғын*|көрші*|азамат|азаматтың',
  ],
};

/** A capitalised run with one of these is no person's name. */
export const institutions = new RegExp(
  `^(?:${'bank ministry court university college academy school hospital clinic street avenue road boulevard square park airport station oil gas group holding company corporation fund foundation institute centre center party council committee parliament senate police office agency service department union association federation house hotel times post news media tv radio telegraph tribune daily law code article prize region district city republic kazakhstan almaty astana moscow russia group capital invest energy telecom'.split(' ').join('|')}|${'банк министерств суд университет колледж академи школ лице гимнази больниц клиник улиц проспект площад парк аэропорт вокзал групп холдинг компани корпораци фонд институт центр парти совет комитет парламент сенат полици агентств служб департамент союз ассоциаци федераци дом отел газет журнал закон кодекс стать област район город республик казахстан қазақстан алмат астан москв росси шымкент қараған караганд атырау мәжіліс мажилис көше даңғыл аурухана мектеп сот қор орталық комитеті министрлігі партия'
    .split(' ')
    .map((stem) => `${stem}\\p{L}*`)
    .join('|')})$`,
  'iu',
);

/** Endings that family names have and other capitalised words seldom. */
export const surnameEndings =
  /(?:[a-z]{2}(?:ov|ova|ev|eva|yev|yeva|skiy|skaya|sky|enko|chuk|shvili|uly|kyzy)|[\p{Script=Cyrillic}]{2}(?:ов|ев|ский|енко|чук|швили|ұлы|улы|қызы|кызы|баев|беков|бай|бек)(?:а|у|ым|ом|е|ой|ым|ых|тың|тің|ның|нің|ға|ге|қа|ке|ты|ті|ны|ні|пен|мен|тан|тен|нан|нен|та|те|ко|ого|ому|им)?|[\p{Script=Cyrillic}]{2}(?:ова|ева|ская)(?:|й|ның|ға|ны|мен|дан|да)?|[\p{Script=Cyrillic}]{2}(?:овой|евой|ову|еву|ской|скую))$/iu;

/** Before or after one of these a name is a street's. */
export const streets =
  /^(?:street|avenue|road|boulevard|square|улиц\p{L}*|ул|проспект\p{L}*|пр|площад\p{L}*|бульвар\p{L}*|переул\p{L}*|көше\p{L}*|даңғыл\p{L}*|алаң\p{L}*)$/u;
