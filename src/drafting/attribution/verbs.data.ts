import type { Mode } from '../schema.ts';

/**
 * Reporting verbs. Frames: s = takes a clause ("said that …", "said the …"), q = introduces or follows a quotation,
 * n = takes a noun ("condemned the raid"), i = takes an infinitive ("urged them to release"), o = person and matter
 * ("accused her of", "told Reuters that"), p = with a preposition ("refers to", "called for").
 * Add a verb as `base frames`; irregular forms after a slash.
 */
const stated = `
say sq/says,said
write sq/wrote,written
note sqn
report sqn
add sqn
tell so/told
announce sqn
state sqn
explain sqn
declare sqn
stress sqn
emphasise sqn
emphasize sqn
underline sqn
underscore sqn
mention sn
observe sq
remark sq
recall sqn
describe n
warn soip
argue sq
insist sqp
maintain sq
believe s
think s/thought
fear s
hope s
call qnp
urge iop
demand sqni
condemn n
criticise n
criticize n
denounce n
deplore n
decry n
lament sqn
slam n
blast n
welcome n
praise n
predict sn
conclude sq
reveal sn
disclose sn
indicate sn
suggest sn
respond sq
reply sq
answer sq
tweet sq
post sq
show s/showed,shown,shows
promise si
vow si
pledge sin
complain sp
express n
voice n
cite n
refer p
reiterate sqn
repeat sqn
continue q
agree sq
recommend sn
propose sn
consider sn
blame no
testify sqp
assert sq
contend sq
characterise n
characterize n
label n
brand n
dub n
comment q
point p
go q/went
ask sqi
wonder sq
read q/reads
caution s
inform so
notify so
object sp
joke sq
quip sq
shout q
plead sq
understand s/understood,understands
advise siop
elaborate q
clarify s
document n
reason s
exclaim q
sob q/sobbed
cry q
sigh q
whisper q
muse q
signal s
specify s
attribute n
deem n
regard n
regret s
deduce s
`;
const alleged = `
allege sqn
claim sqin
accuse o
charge o
suspect o
indict o
insinuate s
purport i
aver sq/averred,avers,averring
imply s
hear s/heard,hears
`;
const denied = `
deny sqn/denies,denied
reject n
dismiss n
refute n
dispute sn
rebut n
rebuff n
contest n
disavow n
contradict n
`;
const acknowledged = `
admit sqnp/admits,admitted,admitting
acknowledge sqn
concede sqn
confirm sqn
confess sqp
recognise s
recognize s
accept s
`;
const estimated = `
estimate sn
calculate sn
reckon s
project s
put p/puts,put
`;
/** Only with a court, verdict, judge or authority as subject. */
const ruled = `
rule sqpn
find sno/found,finds
hold s/held,holds
uphold n/upheld,upholds
overturn n
quash n
annul n
convict o
acquit o
strike n/struck
affirm n
decide si
grant n/grants,granted
clear o
exonerate o
recognise n
recognize n
establish s
discharge n
`;
const ordered = `
order sion
direct i
authorise i
authorize i
restrain o
set n/set,sets
sentence o
fine o
instruct i
command i
oblige i
require i
compel i
remand o
ban ino
bar on
block n
suspend n
revoke n
award n
impose n
summon i
freeze n/froze,frozen
extend n
prohibit n
forbid i/forbade,forbidden
jail o
imprison o
place o
release n
`;

export type Verb = { base: string; mode: Mode; frames: string; courtly: boolean };
export type VerbForm = 'base' | 's' | 'past' | 'ing';
export type Found = { verb: Verb; form: VerbForm };

const forms = new Map<string, Found[]>();

function put(form: string, found: Found): void {
  const bucket = forms.get(form);
  if (bucket) {
    if (!bucket.some((other) => other.verb.mode === found.verb.mode && other.form === found.form)) bucket.push(found);
  } else forms.set(form, [found]);
}

const doubled = new Set(['bar', 'ban', 'admit', 'commit', 'slam', 'quip', 'dub', 'rebut', 'acquit', 'plan']);

function conjugate(base: string): { s: string; past: string; ing: string } {
  if (doubled.has(base)) return { s: `${base}s`, past: `${base}${base.at(-1)}ed`, ing: `${base}${base.at(-1)}ing` };
  const y = /[^aeiou]y$/.test(base);
  const e = base.endsWith('e');
  const s = /(?:s|sh|ch|x|z|o)$/.test(base) ? `${base}es` : y ? `${base.slice(0, -1)}ies` : `${base}s`;
  return {
    s,
    past: e ? `${base}d` : y ? `${base.slice(0, -1)}ied` : `${base}ed`,
    ing: e && !/(?:ee|oe|ye)$/.test(base) ? `${base.slice(0, -1)}ing` : `${base}ing`,
  };
}

function load(lines: string, mode: Mode, courtly = false): void {
  for (const line of lines.trim().split('\n')) {
    const [head = '', irregular] = line.split('/');
    const [base = '', frames = ''] = head.split(' ');
    const verb: Verb = { base, mode, frames, courtly };
    const regular = conjugate(base);
    put(base, { verb, form: 'base' });
    put(regular.s, { verb, form: 's' });
    put(regular.ing, { verb, form: 'ing' });
    if (irregular)
      for (const form of irregular.split(','))
        put(form, {
          verb,
          form: form.endsWith('ing')
            ? 'ing'
            : form === regular.s || (form.endsWith('s') && form !== base)
              ? 's'
              : 'past',
        });
    else put(regular.past, { verb, form: 'past' });
  }
}
load(stated, 'stated');
load(alleged, 'alleged');
load(denied, 'denied');
load(acknowledged, 'acknowledged');
load(estimated, 'estimated');
load(ruled, 'ruled', true);
load(ordered, 'ordered', true);

/** The readings of a word as a reporting verb; more than one where a court's use differs. */
export function reportingForms(lower: string): readonly Found[] {
  return forms.get(lower) ?? [];
}

/** Verbs by which nothing is said: "declined to comment". */
export const silenceVerbs = new Set(
  'decline declined declines declining refuse refused refuses refusing fail failed fails failing'.split(' '),
);
