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
