import type { App } from '../../platform/operation.ts';

/** A site in this process that answers requests without a network connection. */
export type ServedSite = { request(address: string, init?: RequestInit): Response | Promise<Response> };

// The key is `config`, because copies of an app share the same `config` object.
const sites = new WeakMap<App['config'], ServedSite>();

/** Registers the site that this process serves, so that jobs can request pages from it as readers do. */
export const serveSite = ({ config }: App, site: ServedSite): void => void sites.set(config, site);

/** The site that this process serves. */
export const servedSite = ({ config }: App): ServedSite | undefined => sites.get(config);
