import { isTargetRole, targetProperties } from '../../record/vocabulary/target-roles.ts';

/** Whether a fact says that an actor is under pressure, either by its property or by the role in an involvement. */
export function isPressed({ property, value }: { property: string; value: unknown }): boolean {
  if (targetProperties.includes(property)) return true;
  return property === 'involvement' && isTargetRole((value as { role?: string }).role);
}
