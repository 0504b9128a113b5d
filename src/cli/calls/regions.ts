import { z } from 'zod';
import { run } from '../../platform/operation.ts';
import { addRegions } from '../../search/places/add-regions.ts';
import { removeRegions } from '../../search/places/remove-regions.ts';
import { listRegions } from '../../search/places/stored-regions.ts';
import { defineCall } from './call.ts';

export const regionsList = defineCall({
  asSystem: true,
  input: z.object({}),
  run: ({ app }) => listRegions(app.db.read),
});

export const regionsAdd = defineCall({
  asSystem: true,
  input: z.object({
    country: z.string(),
    geojson: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
    name: z.string(),
    credit: z.string().optional(),
  }),
  run: ({ app, principal, input, why }) =>
    run(app, addRegions, principal, input as z.input<typeof addRegions.input>, why),
});

export const regionsRemove = defineCall({
  asSystem: true,
  input: z.object({ country: z.string() }),
  run: ({ app, principal, input, why }) => run(app, removeRegions, principal, input, why),
});
