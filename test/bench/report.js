"use strict";
module.exports = { table: (r) => JSON.stringify(r.scenarios, null, 1), chart: () => "" };
