/**
 * Given names with the forms that one person's name takes in the languages of the region, and in the press of others.
 * Each line is one name; spellings that sound alike need not be listed. A given name alone does not find anybody.
 */
export const givenNames: readonly string[] = [
  'aleksandr alexander aleksandar alexandre oleksandr aliaksandr sandro', 'aleksandra alexandra oleksandra', 'aleksei alexey alexei oleksii oleksiy aliaksei', 'anastasia anastasiya nastassia', 'anatoly anatolii anatol',
  'andrei andrey andriy andrii andrej andrzej andrew', 'anna hanna ganna ana', 'anton', 'arkady', 'artem artyom artsiom', 'boris barys borys', 'denis denys dzianis', 'dmitry dmitri dmytro dzmitry dimitri dmitrij',
  'egor yegor yehor yahor', 'ekaterina yekaterina kateryna katsiaryna katerina catherine', 'elena yelena olena alena', 'elizaveta yelizaveta yelyzaveta lizaveta', 'evgeny yevgeny evgeni yevhen yauhen eugene', 'evgenia yevgenia yevheniia',
  'fyodor fedor fedir', 'gennady gennadi hennadii henadz genadij', 'georgy georgi heorhii georgij', 'gleb hlib hleb', 'grigory hryhorii ryhor grigorij', 'igor ihor ihar', 'ilya illia ilia', 'inna', 'irina iryna', 'ivan', 'kirill kyrylo kiryl cyril',
  'konstantin kostiantyn kanstantsin constantine', 'ksenia kseniya xenia', 'larisa larysa', 'leonid leanid', 'lev leo', 'lidia lidiya lydia', 'ludmila lyudmila liudmyla', 'maksim maxim maksym', 'margarita marharyta', 'maria mariya mariia marya', 'marina maryna',
  'mikhail mykhailo mikhas mihail michail michael', 'nadezhda nadiia nadzeya', 'natalia natalya nataliia', 'nikita mykyta mikita', 'nikolai nikolay mykola mikalai nicolai', 'nina', 'oksana aksana', 'oleg oleh aleh', 'olga olha volha', 'pavel pavlo paval paul pawel',
  'petr pyotr petro piotr pyatro peter', 'polina', 'roman', 'ruslan', 'sergei sergey serhii serhiy siarhei serge sergej', 'sofia sofiya sophia', 'stanislav stanislau', 'stepan', 'svetlana svitlana sviatlana', 'taras', 'tatiana tatyana tetiana tatsiana', 'timur',
  'vadim vadym', 'valentin valentyn', 'valentina valentyna', 'valery valerii valeri', 'vasily vasyl vasil', 'vera vira', 'viktor victor', 'viktoria viktoriya victoria', 'vitaly vitalii vital', 'vladimir volodymyr uladzimir wladimir', 'vladislav vladyslav uladzislau', 'vyacheslav viacheslav',
  'yana', 'yaroslav', 'yulia yuliia iuliia julia', 'yuri yury yurii iurii juri',
  'aidar', 'aigul', 'aisulu', 'almas', 'altynbek', 'amir', 'arman', 'askar', 'azamat', 'baurzhan bauyrzhan', 'berik', 'bolat bulat', 'daniyar', 'dauren', 'erlan yerlan', 'galym', 'gulnara', 'kairat kayrat', 'marat', 'murat', 'nurlan', 'nursultan', 'samat', 'serik', 'talgat', 'zhanna zhana', 'zhandos',
  'ahmed ahmad akhmed', 'ali', 'elchin', 'emin', 'fatima', 'hasan hassan', 'hussein husein huseyn', 'ibrahim', 'ilham', 'ismail', 'leyla leila', 'mehman', 'mehmet', 'mohammed muhammad mohamed mukhamed', 'mustafa', 'rashid', 'rustam', 'said', 'yusuf yusif', 'giorgi', 'nino', 'davit david', 'levan', 'irakli', 'armen', 'karen', 'tigran', 'nikol',
  'dejan', 'dragan', 'goran', 'jelena', 'jovan', 'jovana', 'marko', 'milan', 'milica', 'miroslav', 'nenad', 'nikola', 'slavko', 'stefan', 'vesna', 'vuk', 'zoran',
  'jan', 'jiri', 'josef jozef', 'katarzyna', 'magdalena', 'malgorzata', 'marek', 'martin', 'tomas tomasz thomas', 'jakub', 'lukas lukasz', 'zuzana', 'eva ewa', 'barbara', 'peter', 'john', 'james', 'robert', 'william', 'mary', 'christian', 'daniel', 'george', 'gabriel', 'ioana', 'mihai', 'cristian', 'laszlo', 'istvan', 'zoltan', 'viktoria',
];

/** Forms of address, ranks and degrees that stand before or after a name and are no part of it. */
export const titles: readonly string[] = [
  'mr', 'mrs', 'ms', 'miss', 'dr', 'prof', 'professor', 'sir', 'lord', 'judge', 'justice', 'president', 'minister', 'senator', 'general', 'colonel', 'major', 'captain', 'phd', 'mp', 'jr', 'sr', 'esq',
  'herr', 'frau', 'pan', 'pani', 'gospodin', 'господин', 'госпожа', 'г-н', 'г-жа', 'доктор', 'проф', 'судья', 'мырза', 'ханым',
];

/** Words that hold a name together and do not tell it from another. */
export const particles: readonly string[] = [
  'the', 'of', 'for', 'and', 'to', 'in', 'at', 'on', 'a', 'an', 'de', 'la', 'le', 'les', 'du', 'des', 'der', 'die', 'das', 'und', 'von', 'van', 'et', 'y', 'al', 'el', 'ul', 'bin', 'ibn', 'bint', 'ben', 'oglu', 'ogly', 'uly', 'kyzy', 'qyzy', 'и', 'в', 'на', 'по', 'за', 'с', 'і', 'та', 'й', 'у', 'оглы', 'кызы', 'улы', 'ұлы', 'қызы', 'w', 'z', 'i', 'o', 'na', 'pro', 'ob', 'ال',
];

/** Legal forms of companies; no part of what a company is called. */
export const legalForms: readonly string[] = ['llc', 'ltd', 'inc', 'plc', 'gmbh', 'ag', 'sa', 'sro', 'as', 'oy', 'ab', 'bv', 'nv', 'srl', 'spa', 'doo', 'ad', 'jsc', 'llp', 'corp', 'co', 'company', 'тоо', 'ооо', 'оао', 'зао', 'ао', 'пао', 'ип', 'тов', 'жшс', 'ақ', 'чп', 'zao', 'ooo', 'too'];

/**
 * Words that many organisations share. One of them alone finds nobody; they weigh less when names are compared.
 * Lines are words for one and the same thing.
 */
export const genericWords: readonly string[] = [
  'committee комитет', 'commission комиссия', 'council совет', 'court суд сот', 'district районный район ауданы', 'city городской город gorodskoi', 'regional областной region область oblast oblastnoi', 'supreme верховный', 'constitutional конституционный', 'appeal appeals appellate апелляционный', 'ministry министерство', 'department департамент', 'office бюро',
  'general генеральный', 'prosecutor prosecutors прокуратура прокурор', 'police полиция', 'security безопасности безопасность', 'national национальный', 'state государственный', 'federal федеральный', 'republic республика республики', 'government правительство', 'parliament парламент', 'interior внутренних', 'justice юстиции',
  'international международный', 'european', 'world', 'global', 'union союз', 'association ассоциация', 'federation федерация', 'foundation fund фонд', 'institute институт', 'center centre центр', 'organization organisation организация', 'society общество', 'network', 'group', 'coalition', 'alliance', 'league', 'agency агентство', 'service служба',
  'human', 'rights right прав права', 'press пресса прессы', 'media медиа сми', 'journalist journalists журналистов журналист', 'reporter reporters', 'freedom free свобода свободы', 'protection protect защиты защита', 'expression слова', 'information информации', 'public общественный', 'independent независимый', 'democracy',
  'news новости', 'newspaper газета', 'magazine журнал', 'radio радио', 'television tv телевидение', 'channel канал', 'online', 'portal портал', 'times', 'post', 'daily', 'today', 'party партия', 'bank банк', 'university университет',
];

/** Acronyms that are no initials of the name they stand for in English. Folded. */
export const acronyms: Readonly<Record<string, readonly string[]>> = {
  rsf: ['reporters without borders', 'reporters sans frontieres', 'репортеры без границ'],
  ifex: ['international freedom of expression exchange'],
  fsb: ['federal security service', 'федеральная служба безопасности'],
  knb: ['national security committee', 'комитет национальной безопасности', 'ұлттық қауіпсіздік комитеті'],
  kgb: ['committee for state security', 'комитет государственной безопасности'],
  mvd: ['ministry of internal affairs', 'ministry of the interior', 'министерство внутренних дел'],
  icij: ['international consortium of investigative journalists'],
  occrp: ['organized crime and corruption reporting project'],
  baj: ['belarusian association of journalists'],
  ecpmf: ['european centre for press and media freedom'],
  tol: ['transitions online', 'transitions'],
  'rfe rl': ['radio free europe radio liberty', 'radio free europe', 'radio liberty'],
  rferl: ['radio free europe radio liberty', 'radio free europe', 'radio liberty'],
  echr: ['european court of human rights'],
  ecthr: ['european court of human rights'],
};
