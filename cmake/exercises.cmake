# One CTest test per exercise and check, labelled by chapter; each is the grader on that exercise and check,
# so a learner's compile error is that exercise's verdict and no one else's. And one object target per
# exercise, never built, so that clangd and clang-tidy find its flags in compile_commands.json.

# `ctest` right after configuring builds the grader first.
include(ProcessorCount)
ProcessorCount(cores)
add_test(NAME grader.build
    COMMAND ${CMAKE_COMMAND} --build ${PROJECT_BINARY_DIR} --target racecourse-grader --parallel ${cores})
set_tests_properties(grader.build PROPERTIES FIXTURES_SETUP grader)

# CTest shows the expression that it found: the verdict stands in its line, without --output-on-failure.
set(verdicts "verdict: not started" "verdict: does not build" "verdict: wrong" "verdict: race"
    "verdict: deadlock" "verdict: crash" "verdict: too slow" "verdict: rejected" "verdict: environment")

function(racecourse_exercise manifest)
    get_filename_component(hidden "${manifest}" DIRECTORY)
    file(RELATIVE_PATH relative "${PROJECT_SOURCE_DIR}/grader/hidden" "${hidden}")
    if(NOT "${relative}" MATCHES "^(chapter[0-9][0-9])_[a-z0-9_]+/((ex[0-9][0-9])_[a-z0-9_]+)$")
        message(WARNING "${relative}: not a name of an exercise; racecourse says what is allowed")
        return()
    endif()
    set(chapter "${CMAKE_MATCH_1}")
    set(name "${CMAKE_MATCH_2}")
    set(id "${chapter}/${CMAKE_MATCH_3}")

    # Only which checks there are; the grader reads and judges the rest of the manifest.
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${manifest}")
    file(STRINGS "${manifest}" line REGEX "^checks *=")
    string(REGEX MATCHALL "\"[a-z]+\"" checks "${line}")
    set(code)
    if(NOT "${RACECOURSE_CODE}" STREQUAL "")
        set(code --code "${RACECOURSE_CODE}")
    endif()
    foreach(quoted IN LISTS checks)
        string(REPLACE "\"" "" check "${quoted}")
        set(test "${chapter}.${name}.${check}")
        add_test(NAME "${test}"
            COMMAND racecourse-grader --root "${PROJECT_SOURCE_DIR}" check "${id}" --only "${check}" ${code}
            WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
        set_tests_properties("${test}" PROPERTIES
            LABELS "${chapter}"
            FIXTURES_REQUIRED grader
            SKIP_RETURN_CODE 4
            FAIL_REGULAR_EXPRESSION "${verdicts}"
            TIMEOUT 900)
    endforeach()

    set(examples "${PROJECT_SOURCE_DIR}/exercises/${relative}/examples.cpp")
    if(EXISTS "${examples}")
        file(GLOB sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/exercises/${relative}/*.cpp")
        add_library("${chapter}.${name}" OBJECT EXCLUDE_FROM_ALL ${sources})
        target_include_directories("${chapter}.${name}" PRIVATE "${PROJECT_SOURCE_DIR}/exercises/include")
        target_compile_definitions("${chapter}.${name}" PRIVATE _GLIBCXX_USE_POSIX_SEMAPHORE)
        target_compile_options("${chapter}.${name}" PRIVATE -Wall -Wextra)
    endif()
endfunction()

file(GLOB manifests CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/grader/hidden/*/*/exercise.toml")
foreach(manifest IN LISTS manifests)
    racecourse_exercise("${manifest}")
endforeach()
