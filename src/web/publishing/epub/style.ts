/** The book's style sheet. It is small, so that readers' own fonts and colours apply. */
export const bookStyle = `body { line-height: 1.45; margin: 0 4%; }
h1 { font-size: 1.5em; line-height: 1.2; margin: 0.4em 0; }
h2 { font-size: 1.15em; margin: 1.4em 0 0.4em; }
p { margin: 0 0 0.7em; }
.kicker, .byline, .muted, small, figcaption { font-family: sans-serif; font-size: 0.85em; }
.kicker { margin: 0; }
.standfirst { font-style: italic; }
.notice { border-inline-start: 0.25em solid; padding-inline-start: 0.8em; margin: 1em 0; }
figure { margin: 1em 0; break-inside: avoid; }
img { max-width: 100%; height: auto; }
sup { font-size: 0.7em; line-height: 0; }
sup a { text-decoration: none; }
blockquote { margin: 0.8em 0 0.8em 1.2em; }
.notes { border-top: 1px solid; margin-top: 2em; padding-top: 0.5em; font-size: 0.9em; }
.notes aside { margin: 0 0 0.6em; }
table { border-collapse: collapse; font-size: 0.85em; }
caption { text-align: start; font-family: sans-serif; margin-bottom: 0.4em; }
th, td { border-bottom: 1px solid; padding: 0.2em 0.6em 0.2em 0; text-align: start; vertical-align: top; }
.cover { margin: 0; text-align: center; }
.cover img { max-height: 100vh; }
nav ol { list-style: none; padding: 0; }
nav li { margin: 0 0 0.5em; }
`;
