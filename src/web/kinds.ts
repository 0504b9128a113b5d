import { law } from '../law/kinds/law.ts';
import { provision } from '../law/kinds/provision.ts';
import { demand } from '../requests/demands/kind.ts';
import { permission } from '../requests/permissions/kind.ts';
import { letter } from '../letters/kind.ts';
import { article } from '../publishing/article-kind.ts';
import { reply } from '../requests/replies/kind.ts';
import { addKinds } from '../record/kinds/registry.ts';

/**
 * Importing this file registers the kinds of all modules: first the kinds of the record, then the kinds listed here.
 * `ownRows` deletes rows in the reverse order, such as a provision before its law.
 */
addKinds([permission, demand, reply, law, provision, article, letter]);
