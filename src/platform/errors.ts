/**
 * All codes of errors that a user can cause or meet, each with its HTTP status. The key of the text in
 * `messages/<locale>/errors.json` is the code. Any other error is a bug and is reported as `internal`.
 */
const catalogue = {
  // Input
  invalid_input: 400,
  bad_form: 400,
  not_found: 404,
  gone: 410,
  taken_down: 451,
  method_not_allowed: 405,
  too_large: 413,
  too_many_fields: 413,
  address_too_long: 414,
  bad_address: 400,
  too_many_pieces: 400,
  too_many_parameters: 400,
  too_many_values: 400,
  body_encoded: 415,
  conflict: 409,
  changed_since: 409,
  nothing_selected: 422,
  teams_changed: 409,
  duplicate: 409,
  in_use: 409,
  stale_form: 403,
  // Sign-in and permissions
  not_signed_in: 401,
  session_locked: 401,
  wrong_credentials: 401,
  too_many_attempts: 429,
  not_permitted: 403,
  editor_needed: 403,
  proposed: 202,
  link_spent: 410,
  account_link_spent: 410,
  factor_key: 503,
  second_step_needed: 403,
  proof_needed: 403,
  lockdown: 503,
  sealed: 403,
  limited_to_team: 422,
  others_work: 422,
  known_to_desk: 409,
  teams_unavailable: 503,
  seal_needs_editor: 403,
  not_sealed: 409,
  recovery_missing: 409,
  recovery_exists: 409,
  recovery_not_for_this: 409,
  recovery_shares: 422,
  // The record
  no_support: 422,
  quotation_differs: 422,
  publication_blocked: 422,
  comments_open: 422,
  act_impossible: 422,
  merge_impossible: 422,
  already_withdrawn: 409,
  case_without_claim: 422,
  redacted: 410,
  // Adding a page
  fetch_bad_url: 422,
  fetch_private_address: 422,
  fetch_dns: 502,
  fetch_refused: 502,
  fetch_timeout: 504,
  fetch_too_large: 422,
  fetch_too_many_redirects: 502,
  fetch_bad_encoding: 502,
  fetch_truncated: 502,
  fetch_tls: 502,
  fetch_http_status: 502,
  capture_robots: 403,
  page_file: 422,
  page_pdf_damaged: 422,
  page_pdf_locked: 422,
  page_pdf_long: 422,
  page_pdf_scanned: 422,
  page_document_damaged: 422,
  page_document_empty: 422,
  page_document_large: 422,
  page_document_locked: 422,
  page_document_macros: 422,
  page_document_type: 422,
  page_binary: 422,
  page_empty: 422,
  page_too_large: 422,
  // Reading what comes from outside
  reading_too_slow: 422,
  reading_too_large: 422,
  reading_too_deep: 422,
  reading_failed: 422,
  reading_busy: 503,
  archive_too_large: 422,
  archive_unreadable: 422,
  archive_page_refused: 422,
  archive_altered: 422,
  archive_changed: 409,
  // Uploading a web archive
  upload_version: 412,
  upload_type: 415,
  upload_offset: 409,
  upload_small: 400,
  upload_lost: 410,
  upload_busy: 409,
  uploads_yours: 409,
  uploads_own_total: 409,
  uploads_busy: 503,
  upload_space: 507,
  // Adding a photo
  photo_unknown: 422,
  photo_heic: 422,
  photo_drawing: 422,
  photo_damaged: 422,
  photo_too_many_pixels: 422,
  // Importing a table
  import_empty: 422,
  import_binary: 422,
  import_xls: 422,
  import_no_rows: 422,
  import_many_columns: 422,
  import_no_sheet: 422,
  import_bad_xlsx: 422,
  import_xlsx_too_large: 422,
  import_bad_json: 422,
  import_unclosed_quote: 422,
  import_unready: 422,
  import_running: 409,
  posts_unreadable: 422,
  posts_unknown: 422,
  // Importing a law
  law_bad_xml: 422,
  law_not_akn: 422,
  law_no_articles: 422,
  // The mirror
  mirror_not_ours: 409,
  mirror_bad_folder: 422,
  mirror_unwritable: 422,
  mirror_running: 409,
  // Open letters
  letter_stage: 409,
  letter_same: 409,
  letter_text: 409,
  letter_unready: 422,
  letter_unsigned: 422,
  letter_differs: 409,
  letter_embargo: 422,
  letter_closed: 410,
  letter_reminded: 422,
  letter_signed: 409,
  letter_address_signed: 409,
  letter_busy: 429,
  // Readers' comments
  comments_closed: 409,
  comments_busy: 429,
  comment_unidentified: 409,
  epub_nothing: 422,
  epub_too_many: 422,
  // The API
  bad_cursor: 400,
  bad_json: 400,
  json_too_complex: 413,
  not_json: 415,
  token_missing: 401,
  token_invalid: 401,
  scope_missing: 403,
  precondition_failed: 412,
  rate_limited: 429,
  // Backups
  backup_key_missing: 422,
  backup_not_apart: 409,
  backup_tables_busy: 503,
  backup_unknown: 404,
  backup_folder_gone: 404,
  backup_key_invalid: 422,
  backup_key_differs: 409,
  backup_wrong_key: 422,
  backup_running: 409,
  backup_lock_elsewhere: 409,
  backup_lock_lost: 409,
  backup_address_invalid: 422,
  backup_no_store: 422,
  backup_store_away: 503,
  backup_store_refused: 403,
  backup_bucket_missing: 404,
  backup_key_changed: 409,
  backup_folder_unknown: 409,
  backup_other_installation: 409,
  backup_note_damaged: 422,
  backup_not_encrypted: 422,
  backup_none: 404,
  backup_not_ours: 409,
  backup_unwritable: 422,
  backup_list_missing: 409,
  backup_link_away: 409,
  backup_not_listed: 409,
  backup_damaged: 422,
  backup_incomplete: 422,
  backup_newer: 422,
  restore_not_empty: 409,
  restore_differs: 500,
  restore_unfinished: 503,
  // The system itself
  data_locked: 503,
  data_copied: 503,
  other_data_directory: 503,
  role_needs_server: 422,
  data_damaged: 500,
  blob_damaged: 500,
  blob_missing: 500,
  migration_changed: 500,
  database_newer: 500,
  upgrade_copy_failed: 503,
  rollback_unfinished: 503,
  rollback_void: 409,
  rollback_differs: 409,
  rollback_blocked: 409,
  rollback_busy: 503,
  database_unreachable: 503,
  query_too_slow: 503,
  root_handle_in_transaction: 500,
  config_invalid: 500,
  server_not_running: 503,
  storage_unreachable: 503,
  disk_full: 507,
  clock_jumped: 503,
  mail_not_set_up: 503,
  mail_refused: 502,
  port_taken: 503,
  no_browser: 503,
  print_busy: 503,
  downloads_busy: 503,
  downloads_yours: 429,
  busy: 503,
  cancelled: 499,
  internal: 500,
} as const;

export type ErrorCode = keyof typeof catalogue;

/** The error of one field. `message`: a message key; `params`: the values for its placeholders. */
export type FieldError = { path: string; message: string; params?: Record<string, string | number> };

/**
 * A failure with a code of the catalogue. `details` fill the placeholders of its text, so they must be safe to show.
 * `cause` is only for the log.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly fields: FieldError[];
  readonly details: Record<string, string | number>;

  constructor(
    code: ErrorCode,
    options: { fields?: FieldError[]; details?: Record<string, string | number>; cause?: unknown } = {},
  ) {
    super(`${code}${describe(options)}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.status = catalogue[code];
    this.fields = options.fields ?? [];
    this.details = options.details ?? {};
  }
}

/** Maximum number of fields in the `message` of the error, because an imported table can have thousands of errors. */
const maxListed = 20;

function describe(options: { fields?: FieldError[]; details?: Record<string, string | number> }): string {
  const fields = options.fields ?? [];
  const parts = [
    ...fields.slice(0, maxListed).map((field) => `${field.path}: ${field.message}`),
    ...(fields.length > maxListed ? [`… ${fields.length - maxListed} more`] : []),
    ...Object.entries(options.details ?? {}).map(([key, value]) => `${key}=${value}`),
  ];
  return parts.length ? ` (${parts.join('; ')})` : '';
}

export const errorCodes = Object.keys(catalogue) as ErrorCode[];

/** The error codes of the operating system and of PostgreSQL for a full disk or quota. */
const fullDisk: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', '53100']);

/** Returns an AppError unchanged. Any other thrown value becomes the cause of `disk_full` or `internal`. */
export function asAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const full = thrown instanceof Error && 'code' in thrown && fullDisk.has(thrown.code);
  return new AppError(full ? 'disk_full' : 'internal', { cause: thrown });
}
