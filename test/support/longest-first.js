const Sequencer = require("@jest/test-sequencer").default;

/** Layers whose files take long. One that began last would run alone, while the other cores have nothing to do. */
const long = /[\\/]test[\\/](engine|trust|snippets|layouts)[\\/]/;

/** Runs these layers first. Within a layer, Jest goes by the durations that it knows, or by the sizes of the files. */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).sort((one, other) => Number(long.test(other.path)) - Number(long.test(one.path)));
  }
};
