#include <dnnl.h>
#include <stdlib.h>
#include <string.h>

#include "assay_bf16.h"
#include "bf16_rounding.h"

// Of libgomp, by which oneDNN would divide a product among threads of its own: its header is not the compiler's.
extern void omp_set_num_threads(int count);

// The blocked layout that oneDNN 2.6 prefers for weights on processors with AVX512_BF16, [N/64][K/32][16][64][2]: each
// group of 64 outputs is one run of memory, in which two inputs lie side by side for one instruction.
#define GROUP_OUTPUTS 64
#define GROUP_INPUTS 32
#define GROUP_COUNT (GROUP_OUTPUTS * GROUP_INPUTS)

static size_t groups(size_t count, size_t length) { return (count + length - 1) / length; }

struct assay_bf16_unit {
    dnnl_engine_t engine;
    dnnl_stream_t stream;
};

struct assay_bf16_weights {
    dnnl_memory_t memory;
};

struct assay_bf16_product {
    dnnl_primitive_t primitive;
    dnnl_memory_t input;
    dnnl_memory_t output;
    dnnl_memory_t scratch;
    size_t scratch_bytes;
};

int assay_bf16_is_native(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx512bf16") != 0;
#else
    return 0;
#endif
}

void assay_bf16_library(int *major, int *minor, int *patch) {
    const dnnl_version_t *version = dnnl_version();
    *major = version->major;
    *minor = version->minor;
    *patch = version->patch;
}

static assay_status status_of(dnnl_status_t status) {
    switch (status) {
    case dnnl_success:
        return ASSAY_OK;
    case dnnl_out_of_memory:
        return ASSAY_OUT_OF_MEMORY;
    default:
        return ASSAY_LIBRARY_REFUSED;
    }
}

assay_status assay_bf16_unit_create(assay_bf16_unit **unit) {
    omp_set_num_threads(1);
    assay_bf16_unit *made = calloc(1, sizeof *made);
    if (!made) return ASSAY_OUT_OF_MEMORY;
    dnnl_status_t status = dnnl_engine_create(&made->engine, dnnl_cpu, 0);
    if (status == dnnl_success) status = dnnl_stream_create(&made->stream, made->engine, dnnl_stream_default_flags);
    if (status != dnnl_success) {
        assay_bf16_unit_destroy(made);
        return status_of(status);
    }
    *unit = made;
    return ASSAY_OK;
}

void assay_bf16_unit_destroy(assay_bf16_unit *unit) {
    if (unit->stream) dnnl_stream_destroy(unit->stream);
    if (unit->engine) dnnl_engine_destroy(unit->engine);
    free(unit);
}

size_t assay_bf16_packed_count(size_t inputs, size_t outputs) {
    return groups(outputs, GROUP_OUTPUTS) * groups(inputs, GROUP_INPUTS) * GROUP_COUNT;
}

size_t assay_bf16_group_outputs(void) { return GROUP_OUTPUTS; }

static dnnl_memory_desc_t packed_shape(size_t inputs, size_t outputs) {
    dnnl_memory_desc_t shape;
    memset(&shape, 0, sizeof shape);
    size_t deep = groups(inputs, GROUP_INPUTS);
    shape.ndims = 2;
    shape.dims[0] = (dnnl_dim_t)inputs;
    shape.dims[1] = (dnnl_dim_t)outputs;
    shape.padded_dims[0] = (dnnl_dim_t)(deep * GROUP_INPUTS);
    shape.padded_dims[1] = (dnnl_dim_t)(groups(outputs, GROUP_OUTPUTS) * GROUP_OUTPUTS);
    shape.data_type = dnnl_bf16;
    shape.format_kind = dnnl_blocked;
    dnnl_blocking_desc_t *blocks = &shape.format_desc.blocking;
    blocks->strides[0] = GROUP_COUNT;
    blocks->strides[1] = (dnnl_dim_t)(GROUP_COUNT * deep);
    blocks->inner_nblks = 3;
    blocks->inner_blks[0] = GROUP_INPUTS / 2;
    blocks->inner_blks[1] = GROUP_OUTPUTS;
    blocks->inner_blks[2] = 2;
    blocks->inner_idxs[0] = 0;
    blocks->inner_idxs[1] = 1;
    blocks->inner_idxs[2] = 0;
    return shape;
}

int assay_bf16_is_preferred_layout(const assay_bf16_unit *unit, size_t rows, size_t inputs, size_t outputs) {
    dnnl_dims_t x = {(dnnl_dim_t)rows, (dnnl_dim_t)inputs};
    dnnl_dims_t w = {(dnnl_dim_t)inputs, (dnnl_dim_t)outputs};
    dnnl_dims_t y = {(dnnl_dim_t)rows, (dnnl_dim_t)outputs};
    dnnl_memory_desc_t input, weights, output;
    dnnl_matmul_desc_t matmul;
    dnnl_primitive_desc_t chosen;
    if (dnnl_memory_desc_init_by_tag(&input, 2, x, dnnl_bf16, dnnl_ab) != dnnl_success) return 0;
    if (dnnl_memory_desc_init_by_tag(&weights, 2, w, dnnl_bf16, dnnl_format_tag_any) != dnnl_success) return 0;
    if (dnnl_memory_desc_init_by_tag(&output, 2, y, dnnl_f32, dnnl_ab) != dnnl_success) return 0;
    if (dnnl_matmul_desc_init(&matmul, &input, &weights, NULL, &output) != dnnl_success) return 0;
    if (dnnl_primitive_desc_create(&chosen, &matmul, NULL, unit->engine, NULL) != dnnl_success) return 0;
    dnnl_memory_desc_t own = packed_shape(inputs, outputs);
    int same = dnnl_memory_desc_equal(&own, dnnl_primitive_desc_query_md(chosen, dnnl_query_weights_md, 0));
    dnnl_primitive_desc_destroy(chosen);
    return same;
}

/// One group of outputs: from the rows of w, or from its columns where they lie apart by `input_stride` 1.
ASSAY_CLONES static void pack_group(
    size_t inputs, size_t outputs, const float *w, size_t output_stride, size_t input_stride, uint16_t *packed) {
    for (size_t first = 0; first < inputs; first += GROUP_INPUTS) {
        size_t deep = inputs - first < GROUP_INPUTS ? inputs - first : GROUP_INPUTS;
        uint16_t tile[GROUP_OUTPUTS][GROUP_INPUTS];
        for (size_t n = 0; n < GROUP_OUTPUTS; n++) {
            const float *from = w + n * output_stride + first * input_stride;
            if (n < outputs && deep == GROUP_INPUTS && input_stride == 1)
                for (size_t k = 0; k < GROUP_INPUTS; k++) tile[n][k] = (uint16_t)bf16_of(from[k]);
            else
                for (size_t k = 0; k < GROUP_INPUTS; k++)
                    tile[n][k] = n < outputs && k < deep ? (uint16_t)bf16_of(from[k * input_stride]) : 0;
        }
        for (size_t pair = 0; pair < GROUP_INPUTS / 2; pair++)
            for (size_t n = 0; n < GROUP_OUTPUTS; n++)
                memcpy(packed + (pair * GROUP_OUTPUTS + n) * 2, &tile[n][2 * pair], 2 * sizeof(uint16_t));
        packed += GROUP_COUNT;
    }
}

assay_status assay_bf16_pack(
    size_t inputs, size_t outputs, size_t first, size_t count, const float *w, int row_per_input, uint16_t *packed) {
    if (!inputs || !outputs || first % GROUP_OUTPUTS || first + count > outputs) return ASSAY_INVALID_SHAPE;
    size_t output_stride = row_per_input ? 1 : inputs;
    size_t input_stride = row_per_input ? outputs : 1;
    for (size_t n = first; n < first + count; n += GROUP_OUTPUTS) {
        size_t wide = first + count - n < GROUP_OUTPUTS ? first + count - n : GROUP_OUTPUTS;
        pack_group(
            inputs, wide, w + n * output_stride, output_stride, input_stride,
            packed + n / GROUP_OUTPUTS * groups(inputs, GROUP_INPUTS) * GROUP_COUNT);
    }
    return ASSAY_OK;
}

assay_status assay_bf16_weights_create(
    const assay_bf16_unit *unit, size_t inputs, size_t outputs, uint16_t *packed, assay_bf16_weights **weights) {
    omp_set_num_threads(1);
    dnnl_memory_desc_t shape = packed_shape(inputs, outputs);
    assay_bf16_weights *made = calloc(1, sizeof *made);
    if (!made) return ASSAY_OUT_OF_MEMORY;
    dnnl_status_t status = dnnl_memory_create(&made->memory, &shape, unit->engine, packed);
    if (status != dnnl_success) {
        free(made);
        return status_of(status);
    }
    *weights = made;
    return ASSAY_OK;
}

void assay_bf16_weights_destroy(assay_bf16_weights *weights) {
    dnnl_memory_destroy(weights->memory);
    free(weights);
}

static dnnl_status_t make_attributes(int accumulate, dnnl_primitive_attr_t *attributes) {
    dnnl_status_t status = dnnl_primitive_attr_create(attributes);
    if (status != dnnl_success) return status;
    status = dnnl_primitive_attr_set_scratchpad_mode(*attributes, dnnl_scratchpad_mode_user);
    if (status != dnnl_success || !accumulate) return status;
    dnnl_post_ops_t after;
    status = dnnl_post_ops_create(&after);
    if (status != dnnl_success) return status;
    status = dnnl_post_ops_append_sum(after, 1.0f);
    if (status == dnnl_success) status = dnnl_primitive_attr_set_post_ops(*attributes, after);
    dnnl_post_ops_destroy(after);
    return status;
}

/// Makes the primitive and the memory objects, as far as it comes; whoever calls destroys what there is on failure.
static dnnl_status_t make_product(
    const assay_bf16_unit *unit, size_t rows, size_t inputs, size_t outputs, dnnl_primitive_attr_t attributes,
    assay_bf16_product *product) {
    dnnl_dims_t x = {(dnnl_dim_t)rows, (dnnl_dim_t)inputs};
    dnnl_dims_t y = {(dnnl_dim_t)rows, (dnnl_dim_t)outputs};
    dnnl_memory_desc_t input, output, scratch, weights = packed_shape(inputs, outputs);
    dnnl_status_t status = dnnl_memory_desc_init_by_tag(&input, 2, x, dnnl_bf16, dnnl_ab);
    if (status == dnnl_success) status = dnnl_memory_desc_init_by_tag(&output, 2, y, dnnl_f32, dnnl_ab);
    dnnl_matmul_desc_t matmul;
    if (status == dnnl_success) status = dnnl_matmul_desc_init(&matmul, &input, &weights, NULL, &output);
    dnnl_primitive_desc_t chosen;
    if (status == dnnl_success) status = dnnl_primitive_desc_create(&chosen, &matmul, attributes, unit->engine, NULL);
    if (status != dnnl_success) return status;
    status = dnnl_primitive_create(&product->primitive, chosen);
    scratch = *dnnl_primitive_desc_query_md(chosen, dnnl_query_scratchpad_md, 0);
    product->scratch_bytes = dnnl_memory_desc_get_size(&scratch);
    dnnl_primitive_desc_destroy(chosen);
    if (status == dnnl_success) status = dnnl_memory_create(&product->input, &input, unit->engine, DNNL_MEMORY_NONE);
    if (status == dnnl_success) status = dnnl_memory_create(&product->output, &output, unit->engine, DNNL_MEMORY_NONE);
    if (status == dnnl_success) status = dnnl_memory_create(&product->scratch, &scratch, unit->engine, DNNL_MEMORY_NONE);
    return status;
}

assay_status assay_bf16_product_create(
    const assay_bf16_unit *unit, size_t rows, size_t inputs, size_t outputs, int accumulate,
    assay_bf16_product **product) {
    if (!rows || !inputs || !outputs) return ASSAY_INVALID_SHAPE;
    omp_set_num_threads(1);
    dnnl_primitive_attr_t attributes = NULL;
    assay_bf16_product *made = calloc(1, sizeof *made);
    if (!made) return ASSAY_OUT_OF_MEMORY;
    dnnl_status_t status = make_attributes(accumulate, &attributes);
    if (status == dnnl_success) status = make_product(unit, rows, inputs, outputs, attributes, made);
    if (attributes) dnnl_primitive_attr_destroy(attributes);
    if (status != dnnl_success) {
        assay_bf16_product_destroy(made);
        return status_of(status);
    }
    *product = made;
    return ASSAY_OK;
}

void assay_bf16_product_destroy(assay_bf16_product *product) {
    if (product->scratch) dnnl_memory_destroy(product->scratch);
    if (product->output) dnnl_memory_destroy(product->output);
    if (product->input) dnnl_memory_destroy(product->input);
    if (product->primitive) dnnl_primitive_destroy(product->primitive);
    free(product);
}

size_t assay_bf16_product_scratch_bytes(const assay_bf16_product *product) { return product->scratch_bytes; }

assay_status assay_bf16_product_run(
    const assay_bf16_unit *unit, const assay_bf16_product *product, const assay_bf16_weights *weights, uint16_t *x,
    float *y, void *scratch) {
    // A setting of the thread, not of the process: the product stays on the thread that asks for it.
    omp_set_num_threads(1);
    dnnl_status_t status = dnnl_memory_set_data_handle(product->input, x);
    if (status == dnnl_success) status = dnnl_memory_set_data_handle(product->output, y);
    if (status == dnnl_success) status = dnnl_memory_set_data_handle(product->scratch, scratch);
    if (status != dnnl_success) return status_of(status);
    const dnnl_exec_arg_t arguments[] = {
        {DNNL_ARG_SRC, product->input},
        {DNNL_ARG_WEIGHTS, weights->memory},
        {DNNL_ARG_DST, product->output},
        {DNNL_ARG_SCRATCHPAD, product->scratch},
    };
    return status_of(dnnl_primitive_execute(product->primitive, unit->stream, 4, arguments));
}
