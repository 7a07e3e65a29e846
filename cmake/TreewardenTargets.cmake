# How every library, program and test of the project is built. Nothing is set globally.

set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

add_library(tw_flags INTERFACE)
target_compile_features(tw_flags INTERFACE cxx_std_20)
target_include_directories(tw_flags INTERFACE "${PROJECT_SOURCE_DIR}")
target_compile_definitions(tw_flags INTERFACE TREEWARDEN_VERSION="${PROJECT_VERSION}" _GNU_SOURCE)
target_compile_options(
    tw_flags
    INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Woverloaded-virtual -Wnon-virtual-dtor
              $<$<BOOL:${TREEWARDEN_WERROR}>:-Werror>
)
if(TREEWARDEN_SANITIZE)
    # A target says TREEWARDEN_UNSANITIZED where it is none of the sanitizers' business.
    set(sanitized "$<NOT:$<BOOL:$<TARGET_PROPERTY:TREEWARDEN_UNSANITIZED>>>")
    set(options -fsanitize=${TREEWARDEN_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    target_compile_options(tw_flags INTERFACE "$<${sanitized}:${options}>")
    target_link_options(tw_flags INTERFACE $<${sanitized}:-fsanitize=${TREEWARDEN_SANITIZE}>)
endif()

# Qt's strict macros, and the include that moc 6.4 needs before <compare>.
add_library(tw_qt_flags INTERFACE)
target_link_libraries(tw_qt_flags INTERFACE tw_flags)
target_compile_definitions(
    tw_qt_flags
    INTERFACE QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY QT_NO_URL_CAST_FROM_STRING
              QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_NO_FOREACH QT_NO_KEYWORDS QT_USE_QSTRINGBUILDER
              QT_DISABLE_DEPRECATED_BEFORE=0x060400
)

# tw_add_library(NAME [QT] SOURCES file... [DEPENDS target...])
# A static library of one folder; DEPENDS are public. Without SOURCES it is a library of headers.
function(tw_add_library name)
    cmake_parse_arguments(arg "QT" "" "SOURCES;DEPENDS" ${ARGN})
    if(NOT arg_SOURCES)
        add_library(${name} INTERFACE)
        target_link_libraries(${name} INTERFACE tw_flags ${arg_DEPENDS})
        return()
    endif()
    add_library(${name} STATIC ${arg_SOURCES})
    tw_set_up_target(${name} "${arg_QT}")
    target_link_libraries(${name} PUBLIC ${arg_DEPENDS})
endfunction()

# tw_add_program(NAME [QT] SOURCES file... [DEPENDS target...])
function(tw_add_program name)
    cmake_parse_arguments(arg "QT" "" "SOURCES;DEPENDS" ${ARGN})
    add_executable(${name} ${arg_SOURCES})
    tw_set_up_target(${name} "${arg_QT}")
    target_link_libraries(${name} PRIVATE ${arg_DEPENDS})
endfunction()

# tw_add_test(NAME SOURCES file... [DEPENDS target...] [ENVIRONMENT VAR=value...] [TIMEOUT seconds] [SERIAL])
# One Qt Test program. SERIAL keeps it from running beside other tests (it counts processes, or needs a display).
function(tw_add_test name)
    cmake_parse_arguments(arg "SERIAL" "TIMEOUT" "SOURCES;DEPENDS;ENVIRONMENT" ${ARGN})
    add_executable(${name} ${arg_SOURCES})
    tw_set_up_target(${name} QT)
    target_link_libraries(${name} PRIVATE ${arg_DEPENDS} Qt6::Test)
    target_compile_definitions(${name} PRIVATE TW_SOURCE_DIR="${PROJECT_SOURCE_DIR}" TW_BIN_DIR="${CMAKE_RUNTIME_OUTPUT_DIRECTORY}")
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/tests")
    add_test(NAME ${name} COMMAND ${name})
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 120)
    endif()
    set_tests_properties(
        ${name} PROPERTIES ENVIRONMENT "QT_QPA_PLATFORM=offscreen;TSAN_OPTIONS=die_after_fork=0:suppressions=${PROJECT_SOURCE_DIR}/tests/tsan.supp;${arg_ENVIRONMENT}" TIMEOUT ${arg_TIMEOUT}
    )
    if(arg_SERIAL)
        set_tests_properties(${name} PROPERTIES RUN_SERIAL ON)
    endif()
endfunction()

function(tw_set_up_target name qt)
    if(qt)
        target_link_libraries(${name} PRIVATE tw_qt_flags)
        set_target_properties(${name} PROPERTIES AUTOMOC ON AUTORCC ON AUTOMOC_MOC_OPTIONS "--include;version")
    else()
        target_link_libraries(${name} PRIVATE tw_flags)
    endif()
    set_target_properties(${name} PROPERTIES CXX_EXTENSIONS OFF)
endfunction()
