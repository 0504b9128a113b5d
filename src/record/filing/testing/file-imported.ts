import { file } from '../file.ts';
import { importedFilingInput } from '../schema.ts';

/** Files as an import does: the claims can be marked as imported. */
export const fileImported = { ...file, input: importedFilingInput };
