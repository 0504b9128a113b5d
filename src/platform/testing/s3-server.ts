import S3rver from 's3rver';
import type { S3Place } from '../storage/bucket.ts';
import { scratchDir } from './scratch-dir.ts';

/** An S3 server on loopback with an empty bucket. `directory` is the folder in which it stores its files. */
export async function startS3Server(): Promise<{ place: S3Place; directory: string; stop(): Promise<void> }> {
  const directory = scratchDir('kronika-s3-');
  const server = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory,
    resetOnClose: true,
    configureBuckets: [{ name: 'test-bucket', configs: [] }],
  });
  const { port } = await server.run();
  return {
    place: { endpoint: `http://127.0.0.1:${port}/test-bucket`, keyId: 'S3RVER', secret: 'S3RVER', region: 'us-east-1' },
    directory,
    stop: async () => server.close(),
  };
}
