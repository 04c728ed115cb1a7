// Whether JSON is what its schema says.
#pragma once

#include <algorithm>
#include <string>

#include <nlohmann/json.hpp>

namespace grader {

// The part of JSON Schema that our schemas use. Empty, or the first fault and where it is.
inline std::string fault_in(const nlohmann::json& value, const nlohmann::json& schema,
                            const nlohmann::json& whole, const std::string& at) {
    if (schema.contains("$ref")) {
        const std::string path = schema["$ref"].get<std::string>().substr(1);
        return fault_in(value, whole.at(nlohmann::json::json_pointer(path)), whole, at);
    }
    if (schema.contains("anyOf")) {
        std::string fault;
        for (const nlohmann::json& one : schema["anyOf"]) {
            fault = fault_in(value, one, whole, at);
            if (fault.empty()) return {};
        }
        return fault;
    }
    if (schema.contains("const") && value != schema["const"]) return at + " has another value";
    if (schema.contains("enum") &&
        std::ranges::find(schema["enum"], value) == schema["enum"].end()) {
        return at + " is none of the values: " + value.dump();
    }
    if (schema.contains("minimum") && value < schema["minimum"]) return at + " is too small";
    if (schema.contains("type")) {
        const std::string type = schema["type"];
        const bool right = type == "object"    ? value.is_object()
                           : type == "array"   ? value.is_array()
                           : type == "string"  ? value.is_string()
                           : type == "integer" ? value.is_number_integer()
                           : type == "number"  ? value.is_number()
                           : type == "boolean" ? value.is_boolean()
                                               : value.is_null();
        if (!right) return at + " is no " + type;
    }
    if (schema.contains("required")) {
        for (const std::string name : schema["required"]) {
            if (!value.contains(name)) return at + " lacks " + name;
        }
    }
    if (value.is_object() && schema.contains("properties")) {
        for (const auto& [name, its_schema] : schema["properties"].items()) {
            if (!value.contains(name)) continue;
            const auto fault = fault_in(value[name], its_schema, whole, at + "." + name);
            if (!fault.empty()) return fault;
        }
    }
    if (value.is_array() && schema.contains("items")) {
        for (std::size_t i = 0; i < value.size(); ++i) {
            const auto fault =
                fault_in(value[i], schema["items"], whole, at + "[" + std::to_string(i) + "]");
            if (!fault.empty()) return fault;
        }
    }
    return {};
}

inline std::string fault_in(const nlohmann::json& value, const nlohmann::json& schema) {
    return fault_in(value, schema, schema, "it");
}

}  // namespace grader
