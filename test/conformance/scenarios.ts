import type { Scenario } from './scenario.ts';
import { branchScenarios } from './scenarios/branches.ts';
import { conversationScenarios } from './scenarios/conversation.ts';
import { damageScenarios } from './scenarios/damage.ts';
import { endingScenarios } from './scenarios/endings.ts';
import { historyScenarios } from './scenarios/history.ts';
import { killScenarios } from './scenarios/kills.ts';
import { placeScenarios } from './scenarios/places.ts';
import { releaseScenarios } from './scenarios/releases.ts';
import { settingsScenarios } from './scenarios/settings.ts';
import { terminalScenarios } from './scenarios/terminal.ts';

export const scenarioGroups: readonly { title: string; scenarios: readonly Scenario[] }[] = [
  { title: 'Conversations', scenarios: conversationScenarios },
  { title: 'Transcripts that are not as they were', scenarios: damageScenarios },
  { title: 'Directories', scenarios: placeScenarios },
  { title: 'Settings', scenarios: settingsScenarios },
  { title: 'How a turn ends', scenarios: endingScenarios },
  { title: 'Signals and kills', scenarios: killScenarios },
  { title: 'Branches and parallel calls', scenarios: branchScenarios },
  { title: 'Several releases', scenarios: releaseScenarios },
  { title: 'At a terminal', scenarios: terminalScenarios },
];

/** They run only if they are named. Once they were played on every measured release, they become a group, and part of the page. */
export const unplayedScenarios: readonly Scenario[] = historyScenarios;

export const scenarios: readonly Scenario[] = scenarioGroups.flatMap((group) => group.scenarios);
