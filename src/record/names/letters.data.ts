/**
 * From letters to sounds, coarse enough that the spellings of one name meet. Sounds: vowels a e i o u, the glide y,
 * consonants b v p f m t d k s z n l r; h for г, х and h alike; S for ш and щ; J for ж and дж; C for ц and ч.
 * Where a spelling can be read in several ways, all are listed; the longest sequence that fits is taken.
 * Sources: the romanisations of GOST 16876/BGN/PCGN/passport rules, Kazakhstan's Latin alphabets of 2018 and 2021,
 * Duden, and the orthographies of the languages named.
 */
export const latin: Readonly<Record<string, readonly string[]>> = {
  a: ['a'], b: ['b'], c: ['k', 'C'], d: ['d'], e: ['e'], f: ['f'], g: ['h'], h: ['h'], i: ['i'], j: ['J', 'y'], k: ['k'], l: ['l'], m: ['m'], n: ['n'], o: ['o'],
  p: ['p'], q: ['k'], r: ['r'], s: ['s'], t: ['t'], u: ['u'], v: ['v'], w: ['v'], x: ['ks', 'h'], y: ['i'], z: ['z'],
  // c before a front vowel
  ce: ['Ce'], ci: ['Ci'], cy: ['Ci'], cj: ['C'], 'cé': ['Ce'], 'cí': ['Ci'],
  // Groups of letters: English, German, French, Polish, Hungarian, South Slavic
  schtsch: ['S'], shch: ['S'], stch: ['S'], szcz: ['S'], 'šč': ['S'], 'ść': ['S'], tsch: ['C'], tch: ['C'], sch: ['S', 'sk'], sh: ['S'], sz: ['S', 's'],
  zh: ['J'], zs: ['J'], dzh: ['J'], dsch: ['J'], 'dž': ['J'], 'dż': ['J'], 'dź': ['J'], dj: ['J', 'dy'], ch: ['C', 'h'], cz: ['C'], ts: ['C'], tz: ['C'], tc: ['C'],
  kh: ['h'], gh: ['h'], ph: ['f'], th: ['t'], ck: ['k'], cc: ['k', 'C'], cqu: ['k'], qu: ['ku', 'k'],
  lj: ['l', 'lJ'], nj: ['n', 'nJ'], oo: ['u', 'o'], ee: ['i', 'e'], ou: ['u', 'ou', 'ov'], ge: ['he', 'Je'], gi: ['hi', 'Ji'], tsi: ['Ci', 'ti'], dzi: ['dzi', 'di'], rz: ['J', 'rz'],
  // Single letters with marks
  'ä': ['a', 'e'], 'ə': ['a'], 'æ': ['e'], 'á': ['a'], 'à': ['a'], 'â': ['a'], 'ă': ['a'], 'ā': ['a'], 'ã': ['a'], 'å': ['o'], 'ą': ['on', 'a'],
  'é': ['e'], 'è': ['e'], 'ê': ['e'], 'ë': ['e', 'o'], 'ě': ['e'], 'ē': ['e'], 'ė': ['e'], 'ę': ['en', 'e'],
  'í': ['i'], 'ì': ['i'], 'î': ['i'], 'ï': ['i'], 'ī': ['i'], 'į': ['i'], 'ı': ['i'], 'ý': ['i'], 'ÿ': ['i'],
  'ó': ['o', 'u'], 'ò': ['o'], 'ô': ['o'], 'ö': ['o'], 'ő': ['o'], 'õ': ['o'], 'ø': ['o'], 'ō': ['o'], 'œ': ['o'],
  'ú': ['u'], 'ù': ['u'], 'û': ['u'], 'ü': ['u'], 'ű': ['u'], 'ů': ['u'], 'ū': ['u'], 'ų': ['u'],
  'ć': ['C'], 'č': ['C'], 'ç': ['C'], 'ĉ': ['C'], 'ď': ['d'], 'đ': ['J', 'd'], 'ð': ['d'], 'ğ': ['h'], 'ģ': ['h'], 'ġ': ['h'], 'ħ': ['h'], 'ķ': ['k'],
  'ł': ['l'], 'ľ': ['l'], 'ļ': ['l'], 'ĺ': ['l'], 'ń': ['n'], 'ň': ['n'], 'ñ': ['n'], 'ņ': ['n'], 'ŋ': ['n'], 'ř': ['rJ', 'r'], 'ŕ': ['r'],
  'ś': ['S', 's'], 'š': ['S'], 'ş': ['S'], 'ș': ['S'], 'ŝ': ['S'], 'ß': ['s'], 'ť': ['t'], 'ţ': ['C'], 'ț': ['C'], 'þ': ['t'],
  'ź': ['J', 'z'], 'ž': ['J'], 'ż': ['J'],
};

export const cyrillic: Readonly<Record<string, readonly string[]>> = {
  'а': ['a'], 'б': ['b'], 'в': ['v'], 'г': ['h'], 'д': ['d'], 'е': ['e'], 'ё': ['o', 'e'], 'ж': ['J'], 'з': ['z'], 'и': ['i'], 'й': ['y'], 'к': ['k'], 'л': ['l'], 'м': ['m'],
  'н': ['n'], 'о': ['o'], 'п': ['p'], 'р': ['r'], 'с': ['s'], 'т': ['t'], 'у': ['u'], 'ф': ['f'], 'х': ['h'], 'ц': ['C'], 'ч': ['C'], 'ш': ['S'], 'щ': ['S'], 'ъ': [''], 'ы': ['i'],
  'ь': [''], 'э': ['e'], 'ю': ['yu'], 'я': ['ya'], 'дж': ['J'], 'тс': ['C'], 'тц': ['C'], 'тч': ['C'], 'кс': ['ks'], 'сч': ['S'],
  // Ukrainian, Belarusian
  'і': ['i'], 'ї': ['yi'], 'є': ['ye'], 'ґ': ['h'], 'ў': ['u', 'v'], 'ці': ['Ci', 'ti'], 'дзі': ['dzi', 'di'],
  // Kazakh and other Turkic languages
  'ә': ['a'], 'ғ': ['h'], 'қ': ['k'], 'ң': ['n'], 'ө': ['o'], 'ұ': ['u'], 'ү': ['u'], 'һ': ['h'], 'җ': ['J'], 'ӣ': ['i'], 'ӯ': ['u'], 'ҳ': ['h'], 'ҷ': ['J'],
  // South Slavic
  'ј': ['y'], 'ђ': ['J'], 'ћ': ['C'], 'џ': ['J'], 'љ': ['l'], 'њ': ['n'], 'ѓ': ['h', 'J'], 'ќ': ['k', 'C'], 'ѕ': ['z'],
};

export const georgian: Readonly<Record<string, readonly string[]>> = {
  'ა': ['a'], 'ბ': ['b'], 'გ': ['h'], 'დ': ['d'], 'ე': ['e'], 'ვ': ['v'], 'ზ': ['z'], 'თ': ['t'], 'ი': ['i'], 'კ': ['k'], 'ლ': ['l'], 'მ': ['m'], 'ნ': ['n'], 'ო': ['o'], 'პ': ['p'], 'ჟ': ['J'],
  'რ': ['r'], 'ს': ['s'], 'ტ': ['t'], 'უ': ['u'], 'ფ': ['p', 'f'], 'ქ': ['k'], 'ღ': ['h'], 'ყ': ['k'], 'შ': ['S'], 'ჩ': ['C'], 'ც': ['C'], 'ძ': ['dz'], 'წ': ['C'], 'ჭ': ['C'], 'ხ': ['h'], 'ჯ': ['J'], 'ჰ': ['h'],
};

export const armenian: Readonly<Record<string, readonly string[]>> = {
  'ա': ['a'], 'բ': ['b'], 'գ': ['h'], 'դ': ['d'], 'ե': ['e'], 'զ': ['z'], 'է': ['e'], 'ը': ['i'], 'թ': ['t'], 'ժ': ['J'], 'ի': ['i'], 'լ': ['l'], 'խ': ['h'], 'ծ': ['C'], 'կ': ['k'], 'հ': ['h'],
  'ձ': ['dz'], 'ղ': ['h'], 'ճ': ['C'], 'մ': ['m'], 'յ': ['y'], 'ն': ['n'], 'շ': ['S'], 'ո': ['o'], 'ու': ['u'], 'չ': ['C'], 'պ': ['p'], 'ջ': ['J'], 'ռ': ['r'], 'ս': ['s'], 'վ': ['v'], 'տ': ['t'],
  'ր': ['r'], 'ց': ['C'], 'ւ': ['v'], 'փ': ['p'], 'ք': ['k'], 'և': ['ev'], 'օ': ['o'], 'ֆ': ['f'],
};

export const greek: Readonly<Record<string, readonly string[]>> = {
  'α': ['a'], 'β': ['v'], 'γ': ['h'], 'δ': ['d'], 'ε': ['e'], 'ζ': ['z'], 'η': ['i'], 'θ': ['t'], 'ι': ['i'], 'κ': ['k'], 'λ': ['l'], 'μ': ['m'], 'ν': ['n'], 'ξ': ['ks'], 'ο': ['o'], 'π': ['p'],
  'ρ': ['r'], 'σ': ['s'], 'ς': ['s'], 'τ': ['t'], 'υ': ['i'], 'φ': ['f'], 'χ': ['h'], 'ψ': ['ps'], 'ω': ['o'], 'ου': ['u'], 'μπ': ['b', 'mp'], 'ντ': ['d', 'nt'], 'τζ': ['J'], 'τσ': ['C'], 'αυ': ['av'], 'ευ': ['ev'],
};

/** Arabic and Persian letters; short vowels are not written, which the skeleton does without. */
export const arabic: Readonly<Record<string, readonly string[]>> = {
  'ا': ['a'], 'أ': ['a'], 'إ': ['i'], 'آ': ['a'], 'ٱ': ['a'], 'ب': ['b'], 'پ': ['p'], 'ت': ['t'], 'ث': ['t'], 'ج': ['J'], 'چ': ['C'], 'ح': ['h'], 'خ': ['h'], 'د': ['d'], 'ذ': ['d', 'z'], 'ر': ['r'], 'ز': ['z'], 'ژ': ['J'],
  'س': ['s'], 'ش': ['S'], 'ص': ['s'], 'ض': ['d', 'z'], 'ط': ['t'], 'ظ': ['z'], 'ع': ['a', ''], 'غ': ['h'], 'ف': ['f'], 'ق': ['k'], 'ک': ['k'], 'ك': ['k'], 'گ': ['h'], 'ل': ['l'], 'م': ['m'], 'ن': ['n'], 'ه': ['h', 'a'],
  'ة': ['a'], 'و': ['u', 'v'], 'ی': ['i', 'y'], 'ي': ['i', 'y'], 'ى': ['a'], 'ئ': ['i'], 'ء': [''], 'ؤ': ['u'],
};
