const paragraphs = [
  'The company that runs the Lindenau General Hospital has filed a defamation suit against the Lindenau Courier and its editor, Mirela Dascal, over a report about its purchases, the newspaper said on Tuesday.',
  'Helvaris Medical Group filed the suit at the Lindenau District Court on 28 October 2026. It demands 120,000 euros in damages and the removal of the article, according to the statement of claim, which the Courier published.',
  'The report, “Beds That Never Came”, appeared on 14 September 2026. It said that the hospital had paid for 46 intensive-care beds and that only 19 had been delivered. The Courier based the report on invoices and delivery notes that two employees had given to the paper.',
  'Mirela Dascal said that the newspaper would defend the report in court. “Every figure in this article comes from the hospital’s own papers,” she said. “We asked the company eleven questions before we printed it, and it answered none of them.”',
  'Helvaris denied that any beds were missing. “The delivery was split for technical reasons, and the article is a malicious invention,” said Anton Breuer, a spokesman for the company. He declined to show the delivery notes.',
  'The Union of Regional Journalists called the suit an attempt to silence a small newsroom. The union’s chair, Judit Farkas, said that the Courier had six employees and that the sum was larger than its yearly income.',
  'The Courier’s lawyer, Pavel Stranik, said the court had set the first hearing for 19 January 2027. He said that he would ask the judge to dismiss the suit as an abuse of process.',
  'On 30 October a deputy mayor, Rolf Amsel, told Radio Lindenau that the town would review its contract with the hospital. The town council paid 2.3 million euros for the equipment in 2025, he said.',
  'It is not clear who gave the company the names of the reporters who worked on the story. Two of them received letters from its lawyers at their home addresses on 2 November, the Courier said. The police have not opened an investigation into how the addresses became known.',
  'The Lindenau Courier was founded in 1991. It appears twice a week and has about 4,000 subscribers. Helvaris Medical Group runs nine hospitals in the region.',
];

/** An invented report of about 390 words, as its site sends it. */
export const report = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Editor of the Lindenau Courier sued over hospital report</title>
<meta property="og:site_name" content="Northern Wire"><meta property="article:published_time" content="2026-11-04T09:30:00Z"></head>
<body><header><nav><a href="/">Home</a> <a href="/region">Region</a></nav></header><main><article>
<h1>Editor of the Lindenau Courier sued over hospital report</h1><p class="byline">By Tamsin Okoro</p>
${paragraphs.map((text) => `<p>${text}</p>`).join('\n')}
</article></main><footer>© Northern Wire</footer></body></html>`;

/** Words from each of the five claims that the contributor accepts. The benchmark finds the claims by them. */
export const chosen = [
  'filed the suit at the Lindenau District Court',
  'demands 120,000 euros',
  'Every figure in this article',
  'The delivery was split',
  'set the first hearing',
] as const;
