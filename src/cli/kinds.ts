import { law } from '../law/kinds/law.ts';
import { provision } from '../law/kinds/provision.ts';
import { demand } from '../requests/demands/kind.ts';
import { permission } from '../requests/permissions/kind.ts';
import { letter } from '../letters/kind.ts';
import { article } from '../publishing/article-kind.ts';
import { reply } from '../requests/replies/kind.ts';
import { addKinds } from '../record/kinds/registry.ts';

/**
 * The kinds of the modules after the record. Their rows can be deleted in the reverse order (`ownRows`), a provision
 * before its law. Importing this file registers all kinds.
 */
addKinds([permission, demand, reply, letter, law, provision, article]);
