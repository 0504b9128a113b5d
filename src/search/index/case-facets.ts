import { targetProperties, targetRoles } from '../../record/vocabulary/target-roles.ts';

/** Roles in an involvement that put the actor under pressure. */
export const pressedRoles: readonly string[] = targetRoles;

/** Properties whose value is an actor under pressure: targeted, charged, or subject to an order. */
export const pressedProperties = targetProperties;

/** Whether a fact says that an actor is under pressure: by its property, or by the role in an involvement. */
export function isPressed({ property, value }: { property: string; value: unknown }): boolean {
  if (pressedProperties.includes(property)) return true;
  return property === 'involvement' && pressedRoles.includes((value as { role?: string }).role ?? '');
}
