#include "core/base/result.h"

#include <cerrno>
#include <cstring>
#include <utility>

namespace tw {

tl::unexpected<Error> systemError(std::string_view what)
{
    return systemError(what, errno);
}

tl::unexpected<Error> systemError(std::string_view what, int errnoValue)
{
    std::string message{what};
    message += ": ";
    message
        += strerrordesc_np(errnoValue) != nullptr ? strerrordesc_np(errnoValue) : "unknown error";
    return tl::unexpected<Error>{Error{errnoValue, std::move(message)}};
}

tl::unexpected<Error> failure(std::string message)
{
    return tl::unexpected<Error>{Error{0, std::move(message)}};
}

} // namespace tw
