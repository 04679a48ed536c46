/** Part of `npm run build`: the examples import the package by its name in a clone, too. */

import { join } from "node:path";
import { linkPackages } from "./walk/linked";

linkPackages(join(__dirname, "../examples"));
