/** The name of a run's plan among what it asks of people. */
export const PLAN_KEY = 'plan';
