/**
 * A law as a legislature publishes it: its text with periods, and three amendments. The law is invented. Its file was
 * not written by our code.
 */
export const amendedLaw = `<?xml version="1.0" encoding="UTF-8"?>
<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0">
  <act name="act" contains="multipleVersions">
    <meta>
      <identification source="#parliament">
        <FRBRWork>
          <FRBRthis value="/akn/kz/act/2015-03-10/12/!main"/><FRBRuri value="/akn/kz/act/2015-03-10/12"/>
          <FRBRdate date="2015-03-10" name="generation"/><FRBRauthor href="#parliament"/><FRBRcountry value="kz"/><FRBRnumber value="12-V"/>
        </FRBRWork>
        <FRBRExpression>
          <FRBRthis value="/akn/kz/act/2015-03-10/12/eng@2019-01-01/!main"/><FRBRuri value="/akn/kz/act/2015-03-10/12/eng@2019-01-01"/>
          <FRBRdate date="2019-01-01" name="expression"/><FRBRauthor href="#parliament"/><FRBRlanguage language="eng"/>
        </FRBRExpression>
        <FRBRManifestation>
          <FRBRthis value="/akn/kz/act/2015-03-10/12/eng@2019-01-01/!main.xml"/><FRBRuri value="/akn/kz/act/2015-03-10/12/eng@2019-01-01.xml"/>
          <FRBRdate date="2019-01-02" name="made"/><FRBRauthor href="#parliament"/>
        </FRBRManifestation>
      </identification>
      <lifecycle source="#parliament">
        <eventRef eId="e1" date="2015-04-01" source="#ro1" type="generation"/>
        <eventRef eId="e2" date="2016-01-01" source="#rp1" type="amendment"/>
        <eventRef eId="e3" date="2017-07-01" source="#rp2" type="amendment"/>
        <eventRef eId="e4" date="2018-05-20" source="#rp3" type="amendment"/>
      </lifecycle>
      <analysis source="#parliament">
        <passiveModifications>
          <textualMod type="substitution" eId="pm1"><source href="#rp1"/><destination href="#art_2"/></textualMod>
          <textualMod type="insertion" eId="pm2"><source href="#rp2"/><destination href="#art_2a"/></textualMod>
          <textualMod type="repeal" eId="pm3"><source href="#rp3"/><destination href="#art_3"/></textualMod>
          <textualMod type="substitution" eId="pm4"><source href="#rp3"/><destination href="#art_2__para_1"/></textualMod>
        </passiveModifications>
      </analysis>
      <temporalData source="#parliament">
        <temporalGroup eId="t1"><timeInterval start="#e1" refersTo="#inForce"/></temporalGroup>
        <temporalGroup eId="t2"><timeInterval start="#e1" end="#e2" refersTo="#inForce"/></temporalGroup>
        <temporalGroup eId="t3"><timeInterval start="#e2" refersTo="#inForce"/></temporalGroup>
        <temporalGroup eId="t4"><timeInterval start="#e3" refersTo="#inForce"/></temporalGroup>
        <temporalGroup eId="t5"><timeInterval start="#e1" end="#e4" refersTo="#inForce"/></temporalGroup>
        <temporalGroup eId="t6"><timeInterval start="#e2" end="#e4" refersTo="#inForce"/></temporalGroup>
        <temporalGroup eId="t7"><timeInterval start="#e4" refersTo="#inForce"/></temporalGroup>
      </temporalData>
      <references source="#parliament">
        <original eId="ro1" href="/akn/kz/act/2015-03-10/12" showAs="Law on notices"/>
        <passiveRef eId="rp1" href="/akn/kz/act/2015-11-20/88" showAs="Law of 20 November 2015"/>
        <passiveRef eId="rp2" href="/akn/kz/act/2017-05-05/31" showAs="Law of 5 May 2017"/>
        <passiveRef eId="rp3" href="/akn/kz/act/2018-05-10/7" showAs="Law of 10 May 2018"/>
        <TLCOrganization eId="parliament" href="/akn/ontology/organization/kz/parliament" showAs="Parliament"/>
        <TLCConcept eId="inForce" href="/akn/ontology/concept/inForce" showAs="in force"/>
      </references>
    </meta>
    <preface><longTitle><p>Law <docTitle>on public notices</docTitle></p></longTitle></preface>
    <body>
      <chapter eId="chp_1" period="#t1">
        <num>Chapter 1.</num><heading>Notices</heading>
        <article eId="art_1" period="#t1"><num>Article 1.</num><heading>Purpose</heading><content><p>This law is about <i>notices</i>.</p><p>It applies everywhere.</p></content></article>
        <article eId="art_2_old" wId="art_2" period="#t2"><num>Article 2.</num><heading>Who posts</heading><content><p>Anybody may post a notice.</p></content></article>
        <article eId="art_2" period="#t3">
          <num>Article 2.</num><heading>Who posts</heading>
          <intro><p>A notice is posted by:</p></intro>
          <paragraph eId="art_2__para_1_old" wId="art_2__para_1" period="#t6"><num>1.</num><content><p>an adult;</p></content></paragraph>
          <paragraph eId="art_2__para_1" period="#t7"><num>1.</num><content><p>a person aged sixteen or more;</p></content></paragraph>
          <paragraph eId="art_2__para_2" period="#t3"><num>2.</num><content><blockList eId="bl1"><listIntroduction>a body</listIntroduction><item eId="i1"><num>a)</num><p>public or</p></item><item eId="i2"><num>b)</num><p>private.</p></item></blockList></content></paragraph>
          <wrapUp><p>No other may.</p></wrapUp>
        </article>
        <article eId="art_2a" period="#t4"><num>Article 2a.</num><content><p>A notice names who posts it.</p></content></article>
        <article eId="art_3" period="#t5"><num>Article 3.</num><content><p>A notice stays for a month.</p></content></article>
        <article eId="art_4" period="#t1"><num>Article 4.</num><content><p>This law enters into force on 1 April 2015.</p></content></article>
      </chapter>
    </body>
  </act>
</akomaNtoso>`;
