/**
 * Small icons beside words, so that no meaning depends on colour alone. Their grid has 12 by 12 units. Assistive
 * technology skips them, because the word says the same.
 */
const paths = {
  // Access: open, half, closed.
  public: 'M6 1.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 0 0 0-9Zm0 1.4a3.1 3.1 0 1 1 0 6.2a3.1 3.1 0 0 1 0-6.2Z',
  desk: 'M6 1.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 0 0 0-9Zm0 1.4v6.2a3.1 3.1 0 0 1 0-6.2Z',
  sealed: 'M3 5V4a3 3 0 0 1 6 0v1h1v6H2V5Zm1.4 0h3.2V4a1.6 1.6 0 0 0-3.2 0Z',
  // Three heads: a team.
  team: 'M6 1.2a2 2 0 1 1 0 4a2 2 0 0 1 0-4ZM2.2 2.6a1.4 1.4 0 1 1 0 2.8a1.4 1.4 0 0 1 0-2.8Zm7.6 0a1.4 1.4 0 1 1 0 2.8a1.4 1.4 0 0 1 0-2.8ZM2.8 11V8.4C2.8 6.9 4.2 6.1 6 6.1s3.2.8 3.2 2.3V11ZM.3 9.8V7.9c0-1 .8-1.6 2-1.6-.5.6-.8 1.3-.8 2.1v1.4Zm11.4 0h-1.2V8.4c0-.8-.3-1.5-.8-2.1 1.2 0 2 .6 2 1.6Z',
  // Modes of claims.
  stated: 'M1.5 5.2h9v1.6h-9Z',
  quoted:
    'M1.5 9V5.6C1.5 3.7 2.6 2.6 4.6 2.4v1.5C3.7 4.1 3.3 4.6 3.3 5.4h1.5V9Zm5.4 0V5.6c0-1.9 1.1-3 3.1-3.2v1.5c-.9.2-1.3.7-1.3 1.5h1.5V9Z',
  alleged: 'M6 .8 11.2 6 6 11.2.8 6Zm0 2L2.8 6 6 9.2 9.2 6Z',
  denied:
    'M6 1a5 5 0 1 0 0 10A5 5 0 0 0 6 1Zm0 1.5c.8 0 1.5.2 2 .6L3.1 8A3.5 3.5 0 0 1 6 2.5Zm2.9 1.5A3.5 3.5 0 0 1 4 8.9Z',
  ruled: 'M1.5 1.5h9v9h-9Z',
  ordered: 'M2 1.5 10.5 6 2 10.5Z',
  estimated:
    'M1 4.9C2.6 2.6 4.2 2.6 6 3.8s3 1 4.3-.9l1 .9C9.7 6.2 8 6.1 6.2 4.9s-2.9-1-4.2.9Zm0 3.9C2.6 6.5 4.2 6.5 6 7.7s3 1 4.3-.9l1 .9C9.7 10.1 8 10 6.2 8.8s-2.9-1-4.2.9Z',
  acknowledged: 'M1.2 6.3 2.3 5.2 4.7 7.6 9.7 2.3l1.1 1.1-6.1 6.5Z',
  left_unclear:
    'M3 4.2C3 2.3 4.2 1.2 6 1.2s3 1 3 2.7c0 1.3-.7 2-1.5 2.6-.6.5-.8.7-.8 1.3H5.2c0-1.2.5-1.8 1.3-2.4.6-.5.9-.8.9-1.4 0-.8-.5-1.3-1.4-1.3s-1.4.5-1.4 1.5ZM5.2 9h1.6v1.7H5.2Z',
  // Statuses and signs.
  warning: 'M6 .8 11.7 11H.3Zm-.7 3.4v3.4h1.4V4.2Zm0 4.3v1.4h1.4V8.5Z',
  disputed: 'M1.5 3.6h5L7.9 1h1.6L8.1 3.6h2.4v1.5H7.3l-.9 1.8h4.1v1.5H5.5L4.1 11H2.5l1.4-2.6H1.5V6.9h3.2l.9-1.8H1.5Z',
  cross: 'M2.5 1.4 6 4.9l3.5-3.5 1.1 1.1L7.1 6l3.5 3.5-1.1 1.1L6 7.1l-3.5 3.5-1.1-1.1L4.9 6 1.4 2.5Z',
  up: 'M6 1.6 10.8 7H7v3.6H5V7H1.2Z',
  down: 'M6 10.4 1.2 5H5V1.4h2V5h3.8Z',
  search:
    'M5 .8a4.2 4.2 0 1 0 2.5 7.6l2.9 2.8 1-1-2.8-2.9A4.2 4.2 0 0 0 5 .8Zm0 1.4a2.8 2.8 0 1 1 0 5.6a2.8 2.8 0 0 1 0-5.6Z',
  plus: 'M5.2 1.5h1.6v3.7h3.7v1.6H6.8v3.7H5.2V6.8H1.5V5.2h3.7Z',
  draft: 'M1.5 1.5h3v1.4h-1.6v1.6H1.5Zm6 0h3v3H9.1V2.9H7.5Zm-6 6h1.4v1.6h1.6v1.4h-3Zm7.6 0h1.4v3h-3V9.1h1.6Z',
  imported: 'M5.2 1h1.6v4.4l1.6-1.6 1.1 1.1L6 8.4 2.5 4.9l1.1-1.1 1.6 1.6ZM1.5 9.4h9V11h-9Z',
  withdrawn: 'M6 1a5 5 0 1 0 0 10A5 5 0 0 0 6 1ZM3.2 5.2h5.6v1.6H3.2Z',
  open: 'M6 1.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 0 0 0-9Zm0 1.4a3.1 3.1 0 1 1 0 6.2a3.1 3.1 0 0 1 0-6.2Z',
  note: 'M2 1h8v10L6 8.2 2 11Z',
  calendar: 'M3 .5h1.3V2h3.4V.5H9V2h1.5v9.5h-9V2H3ZM2.8 5v5.2h6.4V5Z',
  outward: 'M4 1.5h6.5V8H9V4.1L3 10.1 1.9 9 7.9 3H4Z',
} as const;

export type ShapeName = keyof typeof paths;

export function Shape({ name }: { name: ShapeName }) {
  return (
    <svg class="shape" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" focusable="false">
      <path fill-rule="evenodd" d={paths[name]} />
    </svg>
  );
}
