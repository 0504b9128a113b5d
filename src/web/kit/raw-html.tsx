/**
 * Data for programs that read pages (JSON-LD). Browsers do not run a `<script>` of this type. `<` is escaped, so that
 * no text can end the element.
 */
export function JsonLd({ data }: { data: object }) {
  return (
    <script
      type="application/ld+json"
      dangerouslySetInnerHTML={{ __html: JSON.stringify(data).replaceAll('<', '\\u003c') }}
    ></script>
  );
}

/**
 * A style sheet that browsers load only if the page was opened from a folder (`file:`). This needs a script, because
 * CSS cannot test the scheme of the page.
 */
export function StyleFromFolder({ href }: { href: string }) {
  return (
    <>
      <link rel="stylesheet-from-folder" href={href} />
      <script
        dangerouslySetInnerHTML={{
          __html: "if(location.protocol==='file:')document.currentScript.previousElementSibling.rel='stylesheet'",
        }}
      ></script>
    </>
  );
}
