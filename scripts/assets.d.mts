export function buildAssets(outDir: string): Promise<void>;
