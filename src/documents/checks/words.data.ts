/** Words that the checks look for, folded (lower case, no diacritics; й is и, ё is е). */

export const numberWords: ReadonlySet<string> = new Set(
  `two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty
 sixty seventy eighty ninety hundred hundreds thousand thousands million millions billion billions dozen dozens twice thrice half quarter percent
 два две три четыре пять шесть семь восемь девять десять двадцать тридцать сорок пятьдесят сто тысяча тысячи тысяч миллион миллионов дважды трижды
 еки уш торт бес алты жети сегиз тогыз он жиырма отыз кырык елу жуз мын`.split(/\s+/),
);

export const dateWords: ReadonlySet<string> = new Set(
  `monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december
 января февраля марта апреля мая июня июля августа сентября октября ноября декабря`.split(/\s+/),
);

/** Verbs and phrases by which a sentence says that somebody says something. */
export const attributionWords: readonly string[] = [
  ...`said says say saying told tells tell wrote writes write written noted notes claimed claims claim alleged alleges allege allegedly alleging reported reports
     reportedly denied denies deny denying stated states estimated estimates estimate according argued argues accused accuses accuse accusing announced announces asserted
     asserts believes believed complained complains condemned condemns confirmed confirms contended contends criticised criticized 
      disputed estimates explained explains insisted insists maintained maintains quoted quotes rejected rejects 
     replied replies responded responds suggested suggests testified testifies warned warns cited cites acknowledged acknowledges admitted admits declared declares
     ruled concluded concludes dismissed dismisses       urged urges suspects suspected purported purportedly unclear`.split(
    /\s+/,
  ),
  ...`сказал сказала сказали говорит говорят заявил заявила заявили заявляет заявляют сообщил сообщила сообщили сообщает сообщают написал написала написали пишет пишут
     утверждает утверждают утверждал утверждала утверждали отрицает отрицают отрицал отрицала обвинил обвинила обвинили обвиняет обвиняют якобы считает считают
     отметил отметила отмечает добавил добавила подтвердил подтвердила опроверг опровергла опровергли согласно признал признала постановил постановила`.split(
    /\s+/,
  ),
  ...`деди деиди дегенди айтты айтады хабарлады хабарлаиды жазды жазады малимдеди малимдеиди`.split(/\s+/),
];

/** Phrases of more than one word. */
export const attributionPhrases: readonly string[] = [
  'in the words of',
  'in the view of',
  'по словам',
  'по данным',
  'по мнению',
  'по сообщению',
  'по информации',
];

/** Words of organisations' names that name nobody by themselves. */
export const nameFillers: ReadonlySet<string> = new Set(
  'the of for and in on at to a an de la le der die das und et al el'.split(' '),
);
