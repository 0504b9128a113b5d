export function buildAssets(outDir: string, options?: { development?: boolean }): Promise<string[]>;
