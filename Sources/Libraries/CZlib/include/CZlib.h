#ifndef CZLIB_H
#define CZLIB_H
#include <zlib.h>

/// `inflateInit2` and `deflateInit2` are macros, which Swift does not see.
/// 15 + 16 is the widest window with a gzip header and trailer (RFC 1952).
int assay_gzip_inflate_init(z_stream *stream);
int assay_gzip_deflate_init(z_stream *stream, int level);

#endif
