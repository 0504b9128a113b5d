import { claimModes } from '../../../record/tables.ts';
import { CitedParagraph, Notes, SourcesHint } from '../../record/components/cited.tsx';
import { ActButton, Card, MarkedText, ReadingView } from '../../kit/components/desk.tsx';
import { DeskPage, PublicPage } from '../../kit/components/layout.tsx';
import { Empty, Filters, Notice, Pagination, Table } from '../../kit/components/page-parts.tsx';
import { Chronology } from '../../search/charts/chronology.tsx';
import { FactList } from '../../record/components/record.tsx';
import {
  ClaimState,
  Count,
  Disputed,
  EdtfDate,
  ModeWord,
  Money,
  Pill,
  VisibilityBadge,
} from '../../kit/components/values.tsx';
import { ClaimChain } from '../../record/components/chain.tsx';
import { Form } from '../../kit/forms/fields.tsx';
import { fresh } from '../../kit/forms/form.ts';
import { routes } from '../../routes.ts';
import { background, facts, late, middle, notes, opening, timeline } from './specimen-data.ts';
import { claimForm } from './specimen-form.tsx';

/** Every part of the design in every state, with invented content. A development server shows this at `/desk/style`. */

export function FrontSpecimen() {
  return (
    <PublicPage title="Specimen" description="The front page." noindex front>
      <h1 class="sr">Specimen</h1>
      <div class="split">
        <div>
          <article class="lead-story">
            <p class="kicker">Search of a newsroom</p>
            <h2 class="display">
              <a href="#a">Police take eleven computers from a weekly that a court had already fined</a>
            </h2>
            <p class="standfirst">
              An investigation for “knowingly false information” follows a civil suit over the same articles. The paper
              says it will go on.
            </p>
            <p class="byline">
              By Aliya Nurlan · <EdtfDate edtf="2031-04-06" />
            </p>
          </article>
        </div>
        <section aria-labelledby="latest">
          <h2 id="latest" class="rule">
            Latest cases
          </h2>
          <ul class="list">
            <li>
              <p class="meta pills">
                <Pill shape="open" kind="plain">
                  Open
                </Pill>{' '}
                <span>Kazakhstan</span>
              </p>
              <h3>
                <a href="#c1">Search and seizure at Tau Sózi</a>
              </h3>
              <p class="meta">
                <EdtfDate edtf="2031-04-02" />
              </p>
            </li>
            <li>
              <p class="meta pills">
                <Disputed /> <span>Tajikistan</span>
              </p>
              <h3>
                <a href="#c2">Blocking of a news portal</a>
              </h3>
              <p class="meta">
                <EdtfDate edtf="2031-03" />
              </p>
            </li>
            <li>
              <h3>
                <a href="#c3">«Тау сөзі» газетіне қарсы талап арыз</a>
              </h3>
              <p class="meta">
                <EdtfDate edtf="2030" />
              </p>
            </li>
          </ul>
        </section>
      </div>
    </PublicPage>
  );
}

export function ArticleSpecimen() {
  return (
    <PublicPage
      title="Police take eleven computers from a weekly"
      description="An article."
      noindex
      crumbs={[{ label: 'Articles', href: routes.articles() }, { label: 'Police take eleven computers' }]}
    >
      <article class="text flow">
        <header class="article-head">
          <p class="kicker">Search of a newsroom</p>
          <h1>Police take eleven computers from a weekly that a court had already fined</h1>
          <p class="standfirst">
            An investigation for “knowingly false information” follows a civil suit over the same articles. The paper
            says it will go on.
          </p>
          <p class="byline">
            By Aliya Nurlan · Published <EdtfDate edtf="2031-04-06" /> · Corrected <EdtfDate edtf="2031-04-08" />
          </p>
          <SourcesHint />
        </header>
        <CitedParagraph sentences={opening} notes={notes} />
        <CitedParagraph sentences={middle} notes={notes} />
        <h2>What the ministry says</h2>
        <CitedParagraph sentences={late} notes={notes} />
        <Notice kind="correction" title="Correction, 8 April 2031">
          <p>An earlier version gave the number of computers as twelve.</p>
        </Notice>
        <section class="background" aria-labelledby="background">
          <h2 id="background">Background</h2>
          <ul>
            {background.map((sentence) => (
              <li>
                <CitedParagraph sentences={[sentence]} notes={notes} />
              </li>
            ))}
          </ul>
        </section>
        <Notes notes={notes} back={{ 1: '1', 2: '2', 3: '5', 4: '6', 5: '7', 6: '8', 7: '9', 8: '10' }} />
      </article>
    </PublicPage>
  );
}

export function CaseSpecimen() {
  return (
    <PublicPage
      title="Search and seizure at Tau Sózi"
      styles={['charts.css']}
      noindex
      json={routes.case_.json({ number: 12, slug: 'search' })}
      crumbs={[{ label: 'Cases', href: routes.cases() }, { label: 'Search and seizure at Tau Sózi' }]}
    >
      <div class="split">
        <div class="flow">
          <header class="article-head">
            <p class="kicker">
              Case 12 · Kazakhstan · <EdtfDate edtf="2030/.." />
            </p>
            <h1>Search and seizure at Tau Sózi</h1>
            <p class="pills">
              <Pill shape="open">Ongoing</Pill>
              <Pill shape="warning" kind="strong">
                Flagged as a SLAPP by Press Watch
              </Pill>
            </p>
            <Notice kind="example" title="Example, as of May 2018">
              <p>This case ships with Kronika to show how it works.</p>
            </Notice>
          </header>
          <h2>What happened</h2>
          <Chronology entries={timeline} label="What happened" />
          <h2>What is known</h2>
          <FactList facts={facts} />
          <h2>Orders</h2>
          <Table
            caption="What the court ordered"
            head={['Order', 'On whom', 'Sum', 'Complied with']}
            numeric={[2]}
            rows={[
              ['Moral damages', 'Tau Sózi', <Money amount="50200000" currency="KZT" />, 'In part, says the paper'],
              ['Moral damages, as converted', 'Tau Sózi', <Money amount="160000" currency="USD" about />, '–'],
              ['Removal of four articles', 'Both outlets', '–', 'Yes, says Press Watch'],
            ]}
          />
          <Pagination page={3} pages={12} href={(page) => routes.cases({ page })} />
        </div>
        <Filters
          action={routes.cases()}
          q="search"
          groups={[
            {
              name: 'country',
              label: 'Country',
              options: [
                { value: 'KZ', text: 'Kazakhstan', count: 1204, chosen: true },
                { value: 'TJ', text: 'Tajikistan', count: 86 },
                { value: 'UZ', text: 'Uzbekistan', count: 40 },
              ],
            },
            { name: 'type', label: 'What happened', options: [{ value: 'search', text: 'Search', count: 12 }] },
            { name: 'year', label: 'Year', options: [{ value: '2031', text: '2031', count: 8 }] },
          ]}
          approximate="Counts are of the newest 5,000 matches."
        />
      </div>
    </PublicPage>
  );
}

const dates = [
  '2018',
  '2018-03',
  '2018-03-30',
  '2018-03-30T10:00+06:00',
  '2016-12~',
  '2017?',
  '2017-01-05%',
  '2018-03-XX',
  '201X',
  '[2018-03-21..2018-03-31]',
  '[2018-03-05..2018-03-09]',
  '[2018-03-30,2018-04-02]',
  '2018-03-30/2018-04-02',
  '2017/..',
  '../2018-04',
  '2018-22',
  '2018-33',
];

export function PartsSpecimen() {
  return (
    <DeskPage
      title="Parts"
      crumbs={[{ label: 'Desk', href: routes.desk.home() }, { label: 'Parts' }]}
      actions={<ActButton action={routes.desk.styleForm()} label="Do one thing" />}
    >
      <div class="flow">
        <h2>Visibility, mode, state</h2>
        <p class="pills">
          {(['public', 'desk', 'sealed'] as const).map((one) => (
            <VisibilityBadge visibility={one} />
          ))}
        </p>
        <p class="pills">
          {claimModes.map((one) => (
            <ModeWord mode={one} plain={false} />
          ))}
        </p>
        <p class="pills">
          {(['draft', 'checked', 'withdrawn'] as const).map((one) => (
            <ClaimState state={one} />
          ))}{' '}
          <Disputed /> <Count count={26} /> · <Count count={1200} bound="at-least" />
        </p>
        <h2>Dates</h2>
        <Table
          caption="EDTF in words"
          head={['EDTF', 'Words']}
          rows={dates.map((edtf) => [edtf, <EdtfDate edtf={edtf} />])}
        />
        <h2>Chains</h2>
        <ul class="list">
          {notes.map((note) =>
            note.basis === 'claim' ? (
              <li>
                <ClaimChain chain={note.chain} support={note.support} ownWords={note.ownWords} />
              </li>
            ) : null,
          )}
        </ul>
        <h2>Notices and empty places</h2>
        {(['info', 'warning', 'correction', 'example'] as const).map((kind) => (
          <Notice kind={kind} title={`A notice: ${kind}`}>
            <p>With a line of text that says what to do.</p>
          </Notice>
        ))}
        <Empty title="No drafts yet" action={{ href: routes.desk.newFromPage(), label: 'Add a web page' }}>
          Bring in a page, and its claims are drafted for you.
        </Empty>
        <h2>Cards and buttons</h2>
        <div class="cards">
          <Card title="Search and seizure at Tau Sózi" badges={<VisibilityBadge visibility="desk" />}>
            <p>12 claims, 9 checked</p>
            <p class="muted">Changed by D. Editor, 6 April 2031</p>
          </Card>
          <Card title="A chosen card" chosen badges={<VisibilityBadge visibility="public" />}>
            <p>With text.</p>
          </Card>
          <Card title="A sealed source" badges={<VisibilityBadge visibility="sealed" />}>
            <p>Opens for two people.</p>
          </Card>
        </div>
        <p class="actions">
          <a class="button main" href="#x">
            Main
          </a>{' '}
          <a class="button" href="#x">
            Other
          </a>{' '}
          <a class="button small" href="#x">
            Small
          </a>
        </p>
      </div>
    </DeskPage>
  );
}

export function ReadingSpecimen() {
  return (
    <DeskPage
      title="Newsroom of “Tau Sózi” searched"
      wide
      crumbs={[{ label: 'Drafts', href: routes.desk.drafts() }, { label: 'Newsroom searched' }]}
      actions={<VisibilityBadge visibility="desk" />}
    >
      <ReadingView
        textLabel="The page"
        draftLabel="The draft"
        text={
          <>
            <p>
              <MarkedText
                pieces={[
                  {
                    text: 'Police searched the newsroom of the weekly Tau Sózi on Monday and took eleven computers.',
                    mark: { number: 1, state: 'accepted', target: 'claim-1' },
                  },
                  { text: ' The paper has appeared since 1996. ' },
                  {
                    text: 'Marlen Askaruly wrote in a Facebook post that some outlets “do not comply”, Press Watch reported.',
                    mark: { number: 2, state: 'suggested', target: 'claim-2', here: true },
                  },
                ]}
              />
            </p>
            <p>
              <MarkedText
                pieces={[
                  {
                    text: 'The letter was signed by 26 organisations, among them and others.',
                    mark: { number: 3, state: 'gap', target: 'claim-3' },
                  },
                  { text: ' ' },
                  {
                    text: 'Support us: share this story with your friends.',
                    mark: { number: 4, state: 'skipped', target: 'claim-4' },
                  },
                ]}
              />
            </p>
            <p>
              {'The court had ordered the paper to pay damages a year earlier. Its appeal was dismissed in closed session, and the journal has since paid a third of the sum, its editor said. '.repeat(
                4,
              )}
            </p>
          </>
        }
        draft={
          <>
            <Card id="claim-1" title="1 · Newsroom searched" badges={<ClaimState state="checked" />}>
              <p>Police searched the newsroom and took eleven computers.</p>
              <p class="muted">
                <ModeWord mode="stated" />: Meridian Wire
              </p>
            </Card>
            <Card id="claim-2" title="2 · On why he complained" chosen badges={<ClaimState state="draft" />}>
              <p class="muted">
                <ClaimChain chain={notes[1]!.basis === 'claim' ? notes[1]!.chain : []} mode="alleged" />
              </p>
              <Form
                form={claimForm}
                state={fresh({
                  wording: 'Some outlets and authors “do not comply and go on publishing similar articles”.',
                  mode: 'alleged',
                })}
                submit="kit.style.accept"
                more={[{ intent: 'skip', label: 'kit.style.skip' }]}
              />
            </Card>
            <Card
              id="claim-3"
              title="3 · Letter of 26"
              badges={
                <Pill shape="warning" kind="strong">
                  Words missing
                </Pill>
              }
            >
              <p>Something fell out after “among them”.</p>
            </Card>
            <Card
              id="claim-4"
              title="4 · SupportMessage for support"
              skipped
              badges={<Pill shape="withdrawn">Skipped</Pill>}
            >
              <p>Hidden.</p>
            </Card>
          </>
        }
      />
    </DeskPage>
  );
}
