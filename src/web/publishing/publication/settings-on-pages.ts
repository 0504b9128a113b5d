import type { Publication } from '../../../publishing/publication/publication.ts';

// Every page gets the publication; the capability with the settings adds fields.
declare module '../../kit/publication.ts' {
  interface PublicationView extends Publication {}
}
