/** One request and its answer, as they went over the connection. Header values are bytes read as Latin-1. */
export type Exchange = {
  /** As asked for, without fragment. */
  url: string;
  /** When the request was sent; ISO 8601, UTC. */
  at: string;
  /** The IP address that answered. */
  address: string;
  request: { method: string; target: string; headers: [name: string, value: string][]; body: Uint8Array };
  response: {
    status: number;
    statusText: string;
    headers: [name: string, value: string][];
    /** As sent: still packed where it came packed. */ body: Uint8Array;
  };
  /** A browser gave the body, which it had unpacked. */
  unpacked?: true;
};

/** Something that is no exchange: a picture of the page, its elements, what is known of how it came. */
export type Resource = { url: string; at: string; mediaType: string; body: Uint8Array };
