import { expect, it } from 'vitest';
import { uploadLimits } from './limits.ts';
import { refuseLittleSpace } from './space.ts';

it('an upload leaves 1 GB of the disk free; a disk that tells no size is not judged', () => {
  const disk = { free: uploadLimits.minFree + 5000, size: 2 ** 40 };
  expect(() => refuseLittleSpace(disk, 5000)).not.toThrow();
  expect(() => refuseLittleSpace(disk, 5001)).toThrow('upload_space');
  expect(() => refuseLittleSpace({ free: 0, size: 0 }, 5000)).not.toThrow();
  expect(() => refuseLittleSpace(null, 5000)).not.toThrow();
});
