/** Data for machines that read pages (JSON-LD). Browsers don't run it; `<` is written so that no text can end the element. */
export function JsonLd({ data }: { data: object }) {
  return (
    <script
      type="application/ld+json"
      dangerouslySetInnerHTML={{ __html: JSON.stringify(data).replaceAll('<', '\\u003c') }}
    ></script>
  );
}
