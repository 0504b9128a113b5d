/** A pattern of SQL's `like` for texts that contain `text`. Its own wildcards stand for themselves. */
export const containing = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;
