/** An invented report. New users can try everything with it, from adding a page to publishing a case. */
export const sampleReport = `Editor held in Drevno (an invented report)

12 March 2031

Police arrested Lena Moroz, the editor of the Harbour Gazette, in Drevno on 11 March 2031.

Press Watch said that she had only done her work. “We want her back at her desk,” said Pavel Dorn, a photographer for the Harbour Gazette.

The Drevno District Court ordered that she be held for ten days, Press Watch said.

It remains unclear whether she has a lawyer.`;
