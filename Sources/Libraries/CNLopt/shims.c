#include "CNLopt.h"

const char *assay_nlopt_sentence(nlopt_result result) {
    switch (result) {
        case NLOPT_SUCCESS: return "it converged";
        case NLOPT_STOPVAL_REACHED: return "the value to stop at was reached";
        case NLOPT_FTOL_REACHED: return "the value no longer changed";
        case NLOPT_XTOL_REACHED: return "the place no longer changed";
        case NLOPT_MAXEVAL_REACHED: return "the evaluations allowed were used up";
        case NLOPT_MAXTIME_REACHED: return "the time allowed was used up";
        case NLOPT_INVALID_ARGS: return "an argument was refused: bounds that cross, or a start outside them";
        case NLOPT_OUT_OF_MEMORY: return "there was no memory";
        case NLOPT_ROUNDOFF_LIMITED: return "rounding kept it from going on";
        case NLOPT_FORCED_STOP: return "the objective asked it to stop";
        case NLOPT_FAILURE: return "it failed without saying why";
        default: return "it ended in a way that NLopt does not name";
    }
}
