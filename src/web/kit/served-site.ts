import type { App } from '../../platform/operation.ts';

/** The site that this process serves. It also answers requests without a network connection. */
export type ServedSite = { request(address: string, init?: RequestInit): Response | Promise<Response> };

// Copies of an app share the same `config` object, so that is the key.
const sites = new WeakMap<App['config'], ServedSite>();

/** Registers the site, so that jobs can request pages from it as readers do. */
export const serveSite = ({ config }: App, site: ServedSite): void => void sites.set(config, site);

export const servedSite = ({ config }: App): ServedSite | undefined => sites.get(config);
