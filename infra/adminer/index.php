<?php
// Read by PHP's built-in server in local mode: Debian's Adminer, with our warehouse filled in.

function adminer_object() {
    class CourseAdminer extends Adminer {
        function name() {
            return 'DataOps na Prática';
        }
        function loginFormField($name, $heading, $value) {
            $defaults = [
                'driver' => ['value="server"', 'value="pgsql"'],
                'server' => ['value=""', 'value="' . h(getenv('ADMINER_DEFAULT_SERVER')) . '"'],
                'username' => ['value=""', 'value="analyst"'],
                'db' => ['value=""', 'value="' . h(getenv('ADMINER_DEFAULT_DB')) . '"'],
            ];
            if ($name === 'driver') {
                return $heading . "<select name='auth[driver]'><option value='pgsql'>PostgreSQL</option></select>\n";
            }
            if (isset($defaults[$name])) {
                $value = str_replace($defaults[$name][0], $defaults[$name][1], $value);
            }
            return $heading . $value . "\n";
        }
    }
    return new CourseAdminer;
}

include '/usr/share/adminer/adminer.php';
