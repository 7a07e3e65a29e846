# The program in the kernel that records what short processes execute: built where libbpf and a clang that compiles for
# BPF are there, else left out, and all goes on without.

# tw_add_bpf(TARGET PROGRAM.bpf.c SOURCE.cpp OTHERWISE.cpp HEADERS header...)
# Compiles PROGRAM and embeds it in SOURCE, which becomes part of TARGET; OTHERWISE takes its place where that is not
# possible.
function(tw_add_bpf target program source otherwise)
    cmake_parse_arguments(arg "" "" "HEADERS" ${ARGN})
    find_path(TREEWARDEN_LIBBPF_INCLUDE bpf/libbpf.h)
    find_library(TREEWARDEN_LIBBPF bpf)
    find_program(TREEWARDEN_BPF_CLANG NAMES clang-14 clang clang-15 clang-16 clang-17 clang-18 clang-19)
    # BTF, from which places of fields are found at run time, comes with -g. asm/types.h is in the folder of the machine.
    set(command
        ${TREEWARDEN_BPF_CLANG} -target bpf -mcpu=v3 -O2 -g -Wall -Wextra -Wno-unused-parameter -I${PROJECT_SOURCE_DIR}
        -I${TREEWARDEN_LIBBPF_INCLUDE} -idirafter /usr/include/${CMAKE_LIBRARY_ARCHITECTURE} -c
        ${CMAKE_CURRENT_SOURCE_DIR}/${program} -o
    )
    set(object "${CMAKE_CURRENT_BINARY_DIR}/${program}.o")
    set(why "")
    if(NOT TREEWARDEN_WITH_BPF)
        set(why "not asked for")
    elseif(NOT TREEWARDEN_LIBBPF OR NOT TREEWARDEN_LIBBPF_INCLUDE)
        set(why "libbpf is not installed")
    elseif(NOT TREEWARDEN_BPF_CLANG)
        set(why "clang is not installed")
    else()
        execute_process(COMMAND ${command} "${object}.try" RESULT_VARIABLE failed OUTPUT_QUIET ERROR_QUIET)
        if(failed)
            set(why "${TREEWARDEN_BPF_CLANG} does not compile ${program}")
        endif()
    endif()
    if(why)
        message(STATUS "BPF: left out (${why}); commands of very short processes may be unknown")
        target_sources(${target} PRIVATE ${otherwise})
        return()
    endif()
    message(STATUS "BPF: ${program} by ${TREEWARDEN_BPF_CLANG}")
    add_custom_command(
        OUTPUT "${object}"
        COMMAND ${command} "${object}"
        DEPENDS ${program} ${arg_HEADERS}
        COMMENT "Compiling ${program} for the kernel"
        VERBATIM
    )
    set_source_files_properties(
        ${source} PROPERTIES OBJECT_DEPENDS "${object}" COMPILE_DEFINITIONS "TREEWARDEN_BPF_OBJECT=\"${object}\""
    )
    target_sources(${target} PRIVATE ${source})
    target_include_directories(${target} SYSTEM PRIVATE ${TREEWARDEN_LIBBPF_INCLUDE})
    target_link_libraries(${target} PRIVATE ${TREEWARDEN_LIBBPF})
endfunction()
