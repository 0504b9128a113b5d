import { law } from '../law/kinds/law.ts';
import { provision } from '../law/kinds/provision.ts';
import { demand } from '../requests/demands/kind.ts';
import { permission } from '../requests/permissions/kind.ts';
import { letter } from '../letters/kind.ts';
import { article } from '../publishing/article-kind.ts';
import { reply } from '../requests/replies/kind.ts';
import { addKinds } from '../record/kinds/registry.ts';

/**
 * Adds the kinds of the modules that come after the record. They are in an order that can be reversed to delete their
 * rows (`ownRows`): a provision is deleted before its law. Importing this file registers all kinds.
 */
addKinds([permission, demand, reply, letter, law, provision, article]);
