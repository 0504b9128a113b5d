import { idle } from '../readers/idle.ts';

// Test files that use readers are minutes apart. Those of a worker share one process, as long as it is not too large.
idle.seconds = 600;
