import { readRepoConfig } from '../../repo-config.ts';
import type { Verifier } from '../types.ts';
import { listedTests, narrowDotnet, planDotnet } from './plan.ts';

/** .NET solutions and projects. See README.md in this folder. */
export const dotnet: Verifier = {
  name: 'dotnet',
  version: 1,
  activatedBy: '`*.sln`, `*.slnx`, `*.csproj`, `*.fsproj`, `*.vbproj`',
  runs: '`dotnet format` where there is an `.editorconfig`, `dotnet build`, `dotnet test`',
  proven: [{ how: 'format', tools: ['dotnet'] }],
  installSettings: ['nuget.config', 'NuGet.Config', 'NuGet.config'],
  plan: (files, config = readRepoConfig(null)) => planDotnet(files, config),
  narrow: (check, failures) => (check.phase === 'test' ? narrowDotnet(check, failures) : null),
  collected: (_check, output) => listedTests(output),
};
